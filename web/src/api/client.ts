// Every request of the dashboard, to the server that it came from and to nowhere else.

import type { Answer, Assistants, AuditEntry, Changes, Day, DayPlan, Filter, FocusMode, Helped, Inbox, PromptKind, Prompts, ReadingAll, ReadingRanking, ReadingSaid, Retention, Run, RunDifferences, Runs, Sensors, Sources, StateKind, StatesModel, Suggestions, SupportFaqs, SupportOutcome, Surges, Ticket, TicketDeed, TitleLabel, Titles, TitleSaid, Trends } from './types';

/** A refusal of the server, with its own words; status 0 means that nothing answered. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const KEY = 'attentive.key';
/** The bearer key for this tab, when the server wants one. */
export const readKey = (): string => sessionStorage.getItem(KEY) ?? '';
export const writeKey = (key: string): void => sessionStorage.setItem(KEY, key);

export function headers(hasBody: boolean): Record<string, string> {
  const list: Record<string, string> = { accept: 'application/json' };
  if (hasBody) list['content-type'] = 'application/json';
  if (readKey()) list['authorization'] = `Bearer ${readKey()}`;
  return list;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const hasBody = body !== undefined;
  let answer: Response;
  try {
    answer = await fetch(path.startsWith('/api/') ? path : `/api/attentive${path}`, {
      method,
      headers: headers(hasBody),
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw new ApiError(0, '');
  }
  const text = await answer.text();
  let value: unknown = null;
  try {
    value = text ? JSON.parse(text) : {};
  } catch {
    if (answer.ok) throw new ApiError(answer.status, 'the answer is not JSON');
  }
  if (answer.ok) return value as T;
  const message = (value as { message?: unknown } | null)?.message;
  throw new ApiError(answer.status, typeof message === 'string' ? message : answer.statusText);
}

export const api = {
  day: (date: string | null) => call<Day>('GET', date ? `/day?date=${date}` : '/day'),
  plan: (date: string | null) => call<DayPlan>('GET', date ? `/plan?date=${date}` : '/plan'),
  days: () => call<{ days: string[] }>('GET', '/days'),
  trends: (weeks: number) => call<Trends>('GET', `/trends?weeks=${weeks}`),
  changes: (weeks: number) => call<Changes>('GET', `/changes?weeks=${weeks}`),
  states: () => call<StatesModel>('GET', '/states'),
  prompts: () => call<Prompts>('GET', '/prompts'),
  suggestions: () => call<Suggestions>('GET', '/suggestions'),
  helped: () => call<Helped>('GET', '/helped'),
  answerPrompt: (promptId: string, answer: Answer) =>
    call<unknown>('POST', `/prompts/${encodeURIComponent(promptId)}/answer`, { answer }),
  setPreference: (kind: PromptKind, isNever: boolean) =>
    call<unknown>('POST', `/prompts/preferences/${kind}`, { is_never: isNever }),
  selfReport: (answer: number) => call<unknown>('POST', '/ask', { answer }),
  correct: (span: { start: string; end: string; state: StateKind; note: string }) =>
    call<{ id: number }>('POST', '/corrections', span),
  removeCorrection: (id: number) => call<unknown>('DELETE', `/corrections/${id}`),
  titles: (span: { start: string; end: string }, limit: number) =>
    call<Titles>('GET', `/titles?start=${encodeURIComponent(span.start)}&end=${encodeURIComponent(span.end)}&limit=${limit}`),
  sayTitle: (said: { app: string; title: string | null; site: string | null; label: TitleLabel }) =>
    call<TitleSaid>('POST', '/titles/corrections', said),
  unsayTitle: (id: number) => call<unknown>('DELETE', `/titles/corrections/${id}`),
  sensors: () => call<Sensors>('GET', '/sensors'),
  pause: (minutes: number) => call<{ paused_until: string }>('POST', '/pause', { minutes }),
  resume: () => call<unknown>('DELETE', '/pause'),
  setFilters: (filters: Filter[]) => call<{ filters: Filter[] }>('PUT', '/filters', { filters }),
  setRetention: (retention: Retention) => call<{ retention: Retention }>('PUT', '/retention', { retention }),
  forget: (span: { start: string; end: string; bucket?: string }) =>
    call<{ events: number; samples: number; payloads: number }>('POST', '/forget', span),
  /** How many events of one stream lie in a span; asked of the ActivityWatch surface, which has counted for years. */
  countEvents: (bucket: string, start: string, end: string) =>
    call<number>('GET', `/api/0/buckets/${encodeURIComponent(bucket)}/events/count?start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`),
  runs: () => call<Runs>('GET', '/runs'),
  run: (id: string) => call<Run>('GET', `/runs/${encodeURIComponent(id)}`),
  compareRuns: (ids: string[]) => call<RunDifferences>('GET', `/runs/compare?runs=${ids.map(encodeURIComponent).join(',')}`),
  supportFaqs: () => call<SupportFaqs>('GET', '/support'),
  askSupport: (faq: string, text: string) => call<SupportOutcome>('POST', '/support/ask', { faq, text }),
  reading: () => call<ReadingAll>('GET', '/reading'),
  rankReading: (name: string, texts: string[]) => call<ReadingRanking>('POST', '/reading/rank', { name, texts }),
  sayReading: (name: string, text: string, interest: number) => call<ReadingSaid>('POST', '/reading/say', { name, text, interest }),
  surges: () => call<Surges>('GET', '/monitor'),
  inbox: () => call<Inbox>('GET', '/inbox'),
  doTicket: (demandId: string, deed: TicketDeed) => call<Ticket>('POST', `/inbox/${encodeURIComponent(demandId)}/do`, deed),
  withdrawTicket: (demandId: string) => call<Ticket>('DELETE', `/inbox/${encodeURIComponent(demandId)}`),
  setSources: (sources: Sources) => call<Sources>('PUT', '/inbox/sources', sources),
  beginFocusMode: (minutes: number | null) => call<FocusMode>('POST', '/focus-mode', minutes === null ? {} : { minutes }),
  endFocusMode: () => call<FocusMode>('DELETE', '/focus-mode'),
  assistants: () => call<Assistants>('GET', '/assistants'),
  letIn: (name: string, scopes: string[]) => call<{ name: string; token: string }>('POST', '/assistants', { name, scopes }),
  revoke: (name: string) => call<unknown>('DELETE', `/assistants/${encodeURIComponent(name)}`),
  allowUnnamed: (scopes: string[]) => call<unknown>('PUT', '/assistants/unnamed', { scopes }),
  audit: (limit: number) => call<{ entries: AuditEntry[] }>('GET', `/audit?limit=${limit}`),
};
