// What assistants may, in the words of the page, and what to paste into a program that speaks the Model Context Protocol.

import type { Assistant } from '../api/types';
import type { Words } from '../words';

/** What one may who was not said anything else of. */
export const USUAL_SCOPES: readonly string[] = ['state:coarse', 'ask'];

export type Standing = 'token' | 'unnamed' | 'revoked';

/** Whether it has a token, comes without one, or had one. */
export const standingOf = (assistant: Assistant): Standing =>
  assistant.has_token ? 'token' : assistant.name.startsWith('unnamed') ? 'unnamed' : 'revoked';

/** A scope in plain words; one that is not known here keeps its name. */
export const scopeText = (words: Words, scope: string): string => words.assistants.scopes[scope]?.[0] ?? scope;

/** What was asked, in plain words; a tool that is not known here keeps its name. */
export const toolText = (words: Words, tool: string): string => words.assistants.tools[tool] ?? tool;

const NEEDS = 'refused: needs ';

/** How a call was answered, by the line of the audit. */
export function answeredText(words: Words, detail: string): string {
  if (detail.startsWith(NEEDS)) return words.assistants.refusedFor(scopeText(words, detail.slice(NEEDS.length)));
  return words.assistants.answers[detail] ?? detail;
}

export const isRefused = (detail: string): boolean => detail.startsWith('refused');

/** One scope more or less, in the order of all that there are. */
export function toggled(all: string[], chosen: string[], scope: string): string[] {
  const wanted = new Set(chosen);
  if (!wanted.delete(scope)) wanted.add(scope);
  return [...all, ...chosen.filter((one) => !all.includes(one))].filter((one) => wanted.has(one));
}

export const sameScopes = (one: string[], other: string[]): boolean => one.length === other.length && one.every((scope) => other.includes(scope));

/** For the terminal, where Claude Code is told of a server. */
export const claudeLine = (token: string | null): string =>
  `claude mcp add attentive ${token === null ? '' : `--env ATTENTIVE_TOKEN=${token} `}-- attentive mcp`;

/** For programs whose settings are JSON. */
export const jsonSnippet = (token: string | null): string =>
  JSON.stringify({ mcpServers: { attentive: { command: 'attentive', args: ['mcp'], ...(token === null ? {} : { env: { ATTENTIVE_TOKEN: token } }) } } }, null, 2);
