// The nouns of docs/reference/http-api.md. Times are RFC 3339 in UTC, `_s` is seconds, `_min` is minutes, null is missing.

export type StateKind = 'focused' | 'shifting' | 'scattered' | 'resting' | 'in-call' | 'away';
export const STATE_KINDS: readonly StateKind[] = ['focused', 'shifting', 'scattered', 'resting', 'in-call', 'away'];

export interface Span {
  start: string;
  end: string;
}

/** A reason as a code that screens translate, with the number that it rests on. */
export interface Reason {
  code: string;
  text: string;
  value: number | null;
  unit: string;
  weight: number;
}

export interface Visit extends Span {
  app: string;
  title: string;
  site: string | null;
  category: string[];
}

export type PresenceKind = 'present' | 'away' | 'unknown';

export interface PresenceSpan extends Span {
  kind: PresenceKind;
  decided_by: string;
}

export interface State extends Span {
  kind: StateKind | null;
  confidence: number | null;
  is_calibrated: boolean;
  by: string;
  reasons: Reason[];
}

export interface FocusSession extends Span {
  on: string;
  focused_s: number;
  side_steps: number;
  broken_by: string;
  is_open: boolean;
}

export interface Session extends Span {
  present_s: number;
  visits: number;
}

export interface Hotspot {
  kind: 'app' | 'site' | 'category' | 'collaborator' | 'person' | 'organisation' | 'project';
  name: string;
  present_s: number;
  focused_s: number;
  visits: number;
  share: number;
  last_seen: string | null;
}

export interface PlannedHour extends Span {
  expected_focus_share: number | null;
  days_seen: number;
  advice: 'focus' | 'ordinary' | 'open' | 'unknown';
}

export interface NextTask {
  task_id: string;
  subject: string;
  source: string;
  minutes: number;
  /** Who says how long it takes. */
  length_by: 'said' | 'words' | 'assumed';
  urgency: Urgency;
  deadline: string | null;
  needs_focus: boolean;
  score: number;
  reasons: Reason[];
  /** Empty when it has no place on the day. */
  planned: Span[];
}

/** What of the person's own is looked at. */
export type About =
  | { kind: 'app' | 'site' | 'person'; name: string }
  | { kind: 'hours'; from: number; to: number }
  | { kind: 'break-after'; from_min: number; to_min: number | null }
  | { kind: 'notifications' }
  | { kind: 'surrounding'; what: string; value: string };

export interface GoesWith {
  about: About;
  name: string;
  text: string;
  /** Minutes of focus in half an hour, with it less without it. */
  effect_min: { value: number; low: number; high: number };
  usual_min: number;
  days: number;
  with: number;
  without: number;
  p: number;
  /** The kind of prompt whose trial shows it by chance. */
  trial: PromptKind | null;
}

export interface Suggestions {
  at: string;
  weeks: number;
  days: number;
  least_days: number;
  lacks_days: number;
  looks: number;
  false_share: number;
  found: GoesWith[];
  unsure: GoesWith[];
  lacking: { about: About; name: string; text: string; days: number; times: number }[];
  streams: { what: string; is_there: boolean }[];
}

export interface DayPlan {
  date: string;
  timezone: string;
  utc_offset_s: number;
  now: string;
  is_today: boolean;
  day: Span & { by: 'asked' | 'own' | 'assumed'; days: number };
  /** Null when the working day is over. */
  planned_from: string | null;
  hours: PlannedHour[];
  meetings: (Span & { title: string; key: string; has_overlap: boolean })[];
  blocks: (Span & { kind: 'focus' | 'task' | 'break'; task_id: string | null; reasons: Reason[] })[];
  next: NextTask[];
  left_out: { task_id: string; subject: string; reason: Reason }[];
  /** Minutes that a task is taken to need when nobody says. */
  assumed_min: number;
}

export type Timing =
  | { when: 'now' }
  | { when: 'next-breakpoint'; no_later_than: string }
  | { when: 'batch'; at: string }
  | { when: 'never' };

export interface Decision {
  demand_id: string;
  timing: Timing;
  cost_now_min: number | null;
  cost_wait_min: number | null;
  reasons: Reason[];
}

export interface Now {
  at: string;
  state: State | null;
  presence: PresenceSpan | null;
  app: string;
  title: string;
  since: string | null;
  focus_since: string | null;
  interrupt: Decision | null;
  paused_until: string | null;
}

export interface Summary {
  present_s: number;
  away_s: number;
  focused_s: number;
  focus_sessions: number;
  longest_focus_s: number;
  switches: number;
  switch_rate_per_min: number | null;
  fragmentation_bits: number | null;
  mean_visit_s: number | null;
  median_visit_s: number | null;
  key_rate_per_s: number | null;
  pointer_rate_per_s: number | null;
}

export interface Correction extends Span {
  id: number;
  state: StateKind;
  note: string;
}

export interface SelfReport {
  at: string;
  answer: number;
  via: string;
}

export type PromptKind = 'take-break' | 'start-focus' | 'pick-one-thing' | 'close-distraction' | 'ask-focus';

export interface Prompt {
  prompt_id: string;
  kind: PromptKind;
  subject: string;
  at: string;
  arm: 'deliver' | 'hold-back';
  deliver_probability: number;
  reasons: Reason[];
}

export type Answer = 'accepted' | 'snoozed' | 'not-now' | 'never-again' | 'ignored' | { rated: number };

export interface Outcome {
  prompt_id: string;
  focus_min: number | null;
  answer: Answer | null;
}

export interface FeatureTable {
  windows: Span[];
  names: string[];
  columns: (number | null)[][];
}

export interface FeatureInfo {
  name: string;
  unit: string;
  formula: string;
  source: string;
}

export interface Quality {
  events: number;
  overlaps: number;
  flooded: number;
  out_of_order: number;
  in_future: number;
  gaps: number;
  bad_records?: number;
  too_long?: number;
}

export interface Day {
  date: string;
  timezone: string;
  utc_offset_s: number;
  span: Span;
  is_today: boolean;
  is_demo: boolean;
  first_day: string | null;
  last_day: string | null;
  now: Now | null;
  summary: Summary;
  visits: Visit[];
  presence: PresenceSpan[];
  states: State[];
  focus_sessions: FocusSession[];
  sessions: Session[];
  features: FeatureTable;
  feature_infos: FeatureInfo[];
  hotspots: Hotspot[];
  plan: PlannedHour[];
  corrections: Correction[];
  self_reports: SelfReport[];
  prompts: Prompt[];
  quality: Quality;
}

export interface TrendDay {
  date: string;
  present_s: number;
  focused_s: number;
  focus_sessions: number;
  median_focus_min: number | null;
  switch_rate_per_min: number | null;
  fragmentation_bits: number | null;
  key_rate_per_s: number | null;
  longest_focus_s: number;
  breaks_per_h: number | null;
}

/** Since when one number over days has its present level. */
export interface LevelChange {
  name: string;
  unit: string;
  days: number;
  change: { since: string; before: number; after: number; low: number; high: number; days_before: number; days_after: number; p: number } | null;
}

export interface Changes {
  false_alarm: number;
  least_days: number;
  figures: LevelChange[];
}

/** How the days have moved away from the person's own model of states. */
export interface StatesDrift {
  what: 'too-bold' | 'too-cautious' | 'inputs';
  since: string;
  is_aside: boolean;
  answers: number;
  said: number | null;
  right: number | null;
  days: number;
  features: string[];
}

export type TitleLabel = 'focus' | 'neutral' | 'distraction';
export const TITLE_LABELS: readonly TitleLabel[] = ['focus', 'neutral', 'distraction'];

/** Time on one title; `correction_id` is the person's word on this very title. */
export interface LabelledTitle {
  app: string;
  title: string;
  site: string | null;
  category: string[];
  present_s: number;
  visits: number;
  correction_id: number | null;
  label: TitleLabel;
  by: 'correction' | 'learned' | 'rule';
  confidence: number | null;
  reason: Reason;
}

/** Time on one app; `said` is the person's word on all of its titles. */
export interface LabelledApp {
  app: string;
  present_s: number;
  by_label_s: Record<TitleLabel, number>;
  said: TitleLabel | null;
  correction_id: number | null;
}

export interface Titles {
  span: Span;
  by_label_s: Record<TitleLabel, number>;
  by_correction_s: number;
  by_learned_s: number;
  unknown_s: number;
  titles: LabelledTitle[];
  more_titles: number;
  apps: LabelledApp[];
  learned: {
    is_used: boolean;
    words: number;
    lacks: 'words' | 'evidence' | 'text' | null;
    why_not: string | null;
    least: number | null;
    /** Whether an encoder compares what titles mean; absent where nothing was learnt. */
    by_meaning?: boolean;
    tried: { words: number; answered: number; right: number } | null;
  };
  corrections: { id: number; at: string; app: string; title: string | null; site: string | null; label: TitleLabel }[];
}

export interface TitleSaid {
  taken: boolean;
  why: 'privacy' | null;
  correction: Titles['corrections'][number] | null;
}

/** Which model names the states. */
export interface StatesModel {
  by: 'transparent' | 'learned';
  windows: number;
  kinds: StateKind[];
  is_calibrated: boolean;
  labelled: number;
  why_not: string | null;
  drift: StatesDrift | null;
}

export interface HourOfWeek {
  weekday: number;
  hour: number;
  present_s: number;
  focused_s: number;
  switches: number;
  fragmentation_bits: number | null;
}

export interface Slope {
  name: string;
  unit: string;
  per_week: number | null;
  low: number | null;
  high: number | null;
  days: number;
}

export interface Trends {
  days: TrendDay[];
  hours: HourOfWeek[];
  hotspots: Hotspot[];
  slopes: Slope[];
  breakers: { name: string; count: number }[];
}

export interface Effect {
  kind: PromptKind;
  delivered: number;
  held_back: number;
  gain_min: number | null;
  interval_min: [number, number] | null;
  fixed_gain_min: number | null;
  fixed_interval_min: [number, number] | null;
  odds_against: number;
  worth_by_hour: (number | null)[];
  is_retired: boolean;
  verdict: string;
}

export interface ArmTable {
  drawn: number;
  this_week: number;
  known: number;
  unknown: number;
  mean_min: number | null;
  deviation_min: number | null;
  accepted: number;
}

export interface HelpedKind {
  effect: Effect;
  delivered: ArmTable;
  held_back: ArmTable;
  probabilities: [number, number][];
  checks: {
    expected_delivered: number;
    chance_of_draws: number | null;
    unknown_difference: [number, number, number] | null;
    before_difference_min: [number, number, number] | null;
  };
  doubts: string[];
}

export interface Helped {
  at: string;
  since: string | null;
  worthwhile_min: number;
  least_per_arm: number;
  retired_at_odds: number;
  kinds: HelpedKind[];
}

export interface Suggestion {
  kind: PromptKind;
  subject: string;
  expected_gain_min: number | null;
  observations: number;
  reasons: Reason[];
}

export interface Prompts {
  open: Prompt[];
  recent: { prompt: Prompt; outcome: Outcome | null; answer: Answer | null }[];
  effects: Effect[];
  suggestions: Suggestion[];
  preferences: Partial<Record<PromptKind, { is_never: boolean; not_before: string | null }>>;
  limits: {
    per_hour: number;
    per_day: number;
    quiet_hours: [number, number] | null;
    questions_per_day: number;
    deliver_probability: number;
    adapts: boolean;
  };
}

export interface Sensor {
  sensor: string;
  by: string;
  status: 'on' | 'not-asked' | 'unavailable' | 'failed';
  why?: string | null;
  last_seen: string | null;
  last: string | null;
}

export interface BucketInfo {
  id: string;
  type: string;
  client: string;
  hostname: string;
  events: number;
  start: string | null;
  end: string | null;
}

export interface Filter {
  enabled: boolean;
  bucket_prefix: string;
  field: string;
  pattern: string;
  action: 'drop' | 'redact' | 'pseudonymise';
  replacement: string;
}

export interface Retention {
  samples_days: number | null;
  events_days: number | null;
}

export interface Sensors {
  sensors: Sensor[];
  buckets: BucketInfo[];
  paused_until: string | null;
  filters: Filter[];
  retention: Retention;
  database: { path: string; bytes: number; events: number; encrypted: boolean };
  promises: { outbound: string; listens_on: string };
}

export interface AuditEntry {
  at: string;
  who: string;
  what: string;
  detail: string;
}

/** A trial of a search for settings. */
export interface Trial {
  number: number;
  settings: Record<string, number | string>;
  /** The share of trees that it had. */
  budget: number;
  seconds: number;
  score: number | null;
  /** The least and the greatest of single people. */
  low: number | null;
  high: number | null;
  why: string | null;
}

export interface RunSearch {
  method: 'random' | 'tpe' | 'halving';
  /** Where its chance began; servers of before do not tell. */
  seed?: number;
  score: string;
  goal: 'least' | 'greatest';
  planned: number;
  failed: number;
  best: number | null;
  trials: Trial[];
}

/** A training run whose record could be read; times are unix seconds. */
export interface RunLine {
  id: string;
  state: 'finished' | 'unfinished' | 'refused';
  /** Why there is no model. */
  why?: string | null;
  model: string;
  began: number;
  seconds: number;
  program: string;
  data: string;
  data_sha256: string;
  people: number | null;
  seed: number;
  figures: Record<string, number>;
  curves: string[];
  search: RunSearch | null;
}

/** One whose record is not there, or cannot be read. */
export type BrokenRun = { id: string; state: 'cut-off' } | { id: string; state: 'damaged'; why: string };

export interface Runs {
  folder: string;
  runs: (RunLine | BrokenRun)[];
}

export interface CurvePoint {
  step: number;
  at: number;
  value: number;
}

export interface Run {
  id: string;
  model: string;
  data: string;
  data_sha256: string;
  settings: Record<string, string>;
  figures: Record<string, number>;
  curves: Record<string, CurvePoint[]>;
}

export interface RunDifferences {
  runs: string[];
  differences: { of: 'run' | 'setting' | 'figure'; name: string; values: string[] }[];
}

/** A FAQ that is kept. */
export interface SupportFaq {
  name: string;
  questions: number;
  answers: number;
  classes: string[];
  /** Finds answers by meaning; without one words alone do. */
  encoder: string | null;
  labels: string | null;
  /** Why it cannot be used. */
  damaged: string | null;
}

export interface SupportFaqs {
  faqs: SupportFaq[];
}

export interface SupportCandidate {
  question: string;
  answer: string;
  class?: string;
  score: number;
  /** How much of what the message's words tell the question has, 0 to about 1. */
  words: number;
  /** How near in meaning, -1 to 1. */
  meaning?: number;
}

/** What a model of labels says of a message. */
export interface TextLabel {
  label: string | null;
  probability: number;
  others: [string, number][];
  by: 'linear' | 'encoder';
}

export interface SupportOutcome {
  outcome: 'answer' | 'candidates' | 'person';
  draft: string | null;
  candidates: SupportCandidate[];
  /** How likely the first candidate is right, and one of them, 0 to 1. */
  first_right: number;
  one_right: number;
  by: 'bm25' | 'encoder' | 'both';
  class?: TextLabel;
  intent?: TextLabel;
  why: string;
}

/** How far an order of texts can be trusted, tried on the person's own history. */
export interface ReadingTrust {
  state: 'too_little' | 'one_sided' | 'no_better' | 'tried';
  /** Texts that were ranked before they were looked at. */
  texts: number;
  by: 'time' | 'parts';
  /** Share of pairs in the right order, and its 95 % interval. */
  in_order: [number, number, number] | null;
  first_tenth: number | null;
  any_order: number | null;
  brier: [number, number] | null;
}

/** What interests a person, kept under a name. */
export interface ReadingLine {
  name: string;
  liked: number;
  disliked: number;
  half_life_days: number | null;
  encoder: string | null;
  trust: ReadingTrust | null;
  /** Why it cannot be used. */
  damaged: string | null;
}

export interface ReadingAll {
  interests: ReadingLine[];
}

export interface ReadingWord {
  word: string;
  /** What it adds to the strength; below 0 against the text. */
  adds: number;
}

export interface ReadingRanked {
  /** Its place among the texts that were sent, from 0. */
  place: number;
  strength: number;
  probability: number | null;
  by_words: number;
  words_for: ReadingWord[];
  words_against: ReadingWord[];
  meaning: number | null;
  copy_of: { shared: number; was_interesting: boolean } | null;
}

export interface ReadingRanking {
  ranked: ReadingRanked[];
  trust: ReadingTrust;
  lacks: string | null;
}

export interface ReadingSaid {
  taken: boolean;
  why: 'privacy' | null;
  interests: ReadingLine | null;
}

/** An hour of a stream of texts: `negative` is the sum of probabilities, `low` to `high` holds nineteen of twenty such hours. */
export interface SurgeHour {
  start: string;
  texts: number;
  negative: number;
  expected: number;
  low: number;
  high: number;
}

export interface SurgeAlarm {
  topic: string | null;
  number: number;
  at: string;
  since: string;
  over_at: string | null;
  by: 'share' | 'count';
  texts: number;
  negative: number;
  expected: number;
  /** Gone after the server was started anew; a text is null where the privacy filters leave nothing of it. */
  causes: { negative: number; text: string | null }[] | null;
}

export interface SurgeStream {
  name: string;
  watch: { model: string; negative: string; topics: string | null; false_alarms_per_day: number; times: number; by_count: boolean };
  texts: number;
  is_learning: boolean;
  is_on: boolean;
  texts_per_day: number | null;
  false_alarms_per_day: { borne: number; on_own_past: number | null };
  course: SurgeHour[];
  topics: { name: string; texts: number; alarms: number; is_on: boolean; is_learning: boolean }[];
  alarms: SurgeAlarm[];
}

export interface Surges {
  folder: string;
  streams: SurgeStream[];
}

export type Urgency = 'low' | 'normal' | 'high' | 'urgent';
export const URGENCIES: readonly Urgency[] = ['low', 'normal', 'high', 'urgent'];

export type TicketStatus = 'waiting' | 'delivered' | 'closed' | 'withdrawn' | 'expired' | 'refused';

/** Something that happened to a ticket; `by` is `attentive`, `person` or whoever asked. */
export interface TicketStep {
  at: string;
  what: string;
  by: string;
}

/** One thing that asks for attention, from its coming to its end. */
export interface Ticket {
  demand_id: string;
  source: string;
  subject: string;
  body: string;
  urgency: Urgency;
  expected_s: number | null;
  arrived: string;
  deadline: string | null;
  wish: 'message' | 'question' | 'permission';
  /** Of questions alone; empty for an answer in free words. */
  options?: string[];
  /** What whoever asks takes when no answer comes. */
  default?: string | null;
  /** `http`, `notifications`, `tasks`, `mail`, or the name of an assistant. */
  asker: string;
  status: TicketStatus;
  /** It is brought no later than this while the person is at the machine. */
  promised: string | null;
  /** The person put it off until then. */
  not_before: string | null;
  decision: Decision | null;
  delivered: string | null;
  ended: string | null;
  answer: string | null;
  /** What whoever asked says came of it. */
  outcome: string | null;
  steps: TicketStep[];
}

/** Who may always and who may never interrupt; never counts more. */
export interface Sources {
  always_from: string[];
  never_from: string[];
}

/** How the desktop stands that is asked to hold notifications back. */
export interface DoNotDisturb {
  status: 'not-asked' | 'free' | 'held' | 'not-available' | 'failed';
  /** By which way it is held. */
  by: string | null;
  /** What is in the way, in the server's words. */
  why: string | null;
}

/** Focus mode; `phase` is null when it is off. In `ending` its time has run out and a break is waited for, in `over` all that waited is about to come. */
export interface FocusMode {
  phase: 'on' | 'ending' | 'over' | null;
  since: string | null;
  until: string | null;
  is_open_ended: boolean;
  waiting: number;
  do_not_disturb: DoNotDisturb;
}

export interface Inbox {
  now: string;
  policy: Sources & { quiet_hours: [number, number] | null; batch_hours: number[] };
  open: Ticket[];
  ended: Ticket[];
  focus_mode: FocusMode;
}

export type TicketDeed =
  | { do: 'deliver' | 'close' | 'never-again' }
  | { do: 'answer'; answer: string }
  | { do: 'snooze'; minutes: number };

/** Who may ask, and what it asked lately, newest first. */
export interface Assistant {
  name: string;
  since: string | null;
  scopes: string[];
  has_token: boolean;
  calls: number;
  refused: number;
  lately: { at: string; what: string; detail: string }[];
}

export interface Assistants {
  assistants: Assistant[];
  /** What callers without a token may. */
  unnamed: string[];
  /** All there are, the least telling first. */
  scopes: string[];
}
