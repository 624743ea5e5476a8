// The keys of everything that is said on the screen; each language fills them all.

export interface Words {
  locale: string;
  duration: (seconds: number) => string;
  date: (date: string, style: 'long' | 'short' | 'weekday') => string;
  app: { name: string; claim: string; skip: string; menu: string; demo: string; demoWhy: string };
  nav: { today: string; plan: string; inbox: string; trends: string; prompts: string; suggestions: string; helped: string; assistants: string; support: string; reading: string; monitor: string; runs: string; sensors: string; sensorsShort: string };
  theme: { label: string; auto: string; light: string; dark: string };
  language: { label: string };
  link: { live: string; connecting: string; lost: string; lostWhy: string };
  loading: string;
  error: { title: string; gone: string; goneWhy: string; retry: string; refused: (message: string) => string };
  key: { title: string; why: string; label: string; use: string };
  close: string;
  cancel: string;
  save: string;
  remove: string;
  more: (count: number) => string;
  asTable: string;
  none: string;
  percent: (share: number) => string;
  pause: {
    title: string; on: (until: string) => string; off: string; quarter: string; hour: string; tomorrow: string;
    resume: string; paused: (until: string) => string; resumed: string; why: string;
  };
  today: {
    title: string; previous: string; next: string; newest: string; pick: string; keys: string;
    none: string; noneWhy: string; emptyDay: string; emptyDayWhy: string; howToStart: string;
  };
  summary: {
    line: (value: { present: string; focused: string; sessions: number; longest: string }) => string;
    noFocus: (present: string) => string;
    present: string; focused: string; share: string; longest: string; switches: string; perHour: (rate: string) => string;
    fragmentation: string; bits: (value: string) => string; fragmentationWhy: string; visit: string; visitWhy: string;
    keys: string; keysRate: (value: string) => string; away: (time: string) => string;
  };
  state: Record<'focused' | 'shifting' | 'scattered' | 'resting' | 'in-call' | 'away' | 'unknown', string>;
  stateWhy: Record<'focused' | 'shifting' | 'scattered' | 'resting' | 'in-call' | 'away' | 'unknown', string>;
  now: {
    title: string; since: (time: string, long: string) => string; confidence: (share: string) => string; confidenceWhy: string; calibratedWhy: string; byLearned: string; byLearnedWhy: string;
    cannotTell: string; byYou: string; inApp: (app: string) => string; focusSince: (long: string) => string;
    interrupt: string; nowOk: string; nextPause: (time: string) => string; batch: (time: string) => string; never: string;
    cost: (now: string, wait: string) => string; costUnknown: string; why: string; nothing: string; nothingWhy: string;
    dial: string; paused: string;
  };
  presence: Record<'present' | 'away' | 'unknown', string>;
  decidedBy: Record<string, string>;
  timeline: {
    title: string; help: string; lanes: Record<'flow' | 'focus' | 'windows' | 'presence' | 'rhythm', string>;
    colourBy: string; byCategory: string; byApp: string; zoomIn: string; zoomOut: string; wholeDay: string; busy: string;
    overview: string; legend: string; corrected: string; selection: (from: string, to: string, long: string) => string;
    correct: string; zoomTo: string; clear: string; nothingHere: string; decided: string; reasons: string;
    rhythmOf: string; report: (answer: number) => string; prompt: string; now: string; others: string;
    table: { from: string; to: string; length: string; app: string; title: string; category: string; caption: string };
  };
  correct: {
    title: string; why: string; from: string; to: string; state: string; note: string; notePlaceholder: string; save: string;
    saved: string; removed: string; wrongSpan: string; list: string; empty: string; add: string; remove: (span: string) => string;
  };
  sessions: {
    title: string; empty: string; open: string; brokenBy: (what: string) => string; sideSteps: (count: number) => string;
    endings: Record<string, string>; caption: string; on: string; when: string; length: string; broke: string;
  };
  hotspots: {
    title: string; app: string; site: string; category: string; collaborator: string; person: string; organisation: string; project: string;
    /** What a kind is, below its list; nothing for kinds that explain themselves. */
    about: Partial<Record<'collaborator' | 'person' | 'organisation' | 'project', string>>;
    visits: (count: number) => string; focused: (time: string) => string; lastSeen: (time: string) => string;
    empty: string; uncategorized: string; focusedPart: string; byHour: string; hourLabel: (hour: string, focused: string, present: string) => string;
  };
  titles: {
    title: string; lead: string; labels: Record<'focus' | 'neutral' | 'distraction', string>; by: Record<'correction' | 'learned' | 'rule', string>;
    bar: (parts: string) => string; part: (label: string, time: string, share: string) => string; view: string; ofTitles: string; ofApps: string; untitled: string;
    unknown: (time: string) => string; byWord: (time: string) => string; byLearned: (time: string) => string;
    found: (label: string, by: string) => string; sure: (by: string, share: string) => string; takeBack: string; mixed: string;
    choose: (what: string) => string; said: (what: string, label: string) => string; takenBack: (what: string) => string; privacy: string;
    /** Why a title has its label, by the code of the reason. */
    why: Record<string, (value: { category: string; label: string; points: string }) => string>;
    learnt: (words: number, left: number, answered: number, right: number) => string; byMeaning: string; notLearnt: Record<'words' | 'evidence' | 'text', (words: number) => string>; empty: string; left: (count: number) => string;
  };
  plan: {
    title: string; empty: string; advice: Record<'focus' | 'ordinary' | 'open' | 'unknown', string>;
    expected: (share: string, days: number) => string; best: (hours: string) => string; why: string; noBest: string;
    soFar: string; expectedRow: string;
  };
  dayPlan: {
    title: string; lead: string; previous: string; following: string; today: string; day: string; hours: (from: string, to: string, why: string) => string;
    ownDay: (days: number) => string; askedDay: string; assumedDay: string; over: string; noCurve: string; noMeetings: string; overlap: (count: number, titles: string) => string;
    kinds: Record<'focus' | 'task' | 'meeting' | 'break', string>; curve: string; curveLabel: string; untitled: string; whyThere: string; what: string;
    next: string; counts: (planned: number, all: number, long: string) => string; assumedWhy: (count: number, long: string) => string; assumed: string; byWords: string;
    due: (when: string) => string; overdue: (when: string) => string; noPlace: string; done: string; doneWhat: (subject: string) => string; doneSaid: (subject: string) => string;
    empty: string; emptyWhy: string; importLabel: string; sendLabel: string; add: string; left: string; leftMore: (count: number) => string;
    reasons: Record<string, (value: string, number: number) => string>; leftReasons: Record<string, (value: string, number: number) => string>;
    how: string; steps: string[];
  };
  decided: { title: string; why: string };
  ask: { title: string; low: string; high: string; thanks: string; answered: (count: number) => string; scale: string[] };
  prompt: {
    open: string; kinds: Record<string, { title: (subject: string) => string; short: string }>; why: string;
    accept: string; snooze: string; notNow: string; never: string; thanks: string; trial: (share: string) => string;
    answers: Record<string, string>; rated: (value: number) => string;
  };
  quality: { title: string; line: (events: number) => string; parts: Record<string, (count: number) => string>; clean: string };
  trends: {
    title: string; lead: (days: number) => string; weeks: (count: number) => string; range: string; empty: string; emptyWhy: string;
    perDay: string; present: string; focused: string; calendar: string; calendarWhy: string; less: string; moreWord: string;
    heat: string; heatWhy: string; heatBy: { focused: string; present: string; fragmentation: string; switches: string };
    pace: string; fragmentation: string; switching: string; medianFocus: string; daily: string; mean: string; slopes: string; slopesWhy: string; slopesEarly: string; noneYet: string;
    slopeNames: Record<string, string>; up: (by: string) => string; down: (by: string) => string; flat: string; early: string;
    interval: (low: string, high: string) => string; perWeek: string; unsure: string; sure: string; days: (count: number) => string;
    breakers: string; breakersWhy: string; times: (count: number) => string; weekdays: string[]; weekdaysLong: string[];
    changed: string; changedWhy: (weeks: number, chance: string) => string; changedNone: (days: number) => string; changedEarly: (days: number, least: number) => string;
    changeNames: Record<string, string>;
    changedLine: (since: string, name: string, way: 'longer' | 'shorter' | 'higher' | 'lower', before: string, after: string) => string; likely: (low: string, high: string) => string;
    since: (days: number) => string;
    model: string; modelTransparent: (labelled: number) => string; modelHow: string; modelLearned: (windows: number) => string; modelSure: string; modelUnsure: string;
    modelDrift: { 'too-bold': (since: string, right: string, said: string, answers: number) => string; 'too-cautious': (since: string, right: string, said: string, answers: number) => string; inputs: (days: number, features: string) => string };
    modelMend: { 'too-bold': string; 'too-cautious': string; inputs: string };
    cell: (day: string, hour: string, value: string) => string; day: string; hour: string; noData: string; hotspots: string;
  };
  prompts: {
    title: string; lead: string; open: string; noOpen: string; recent: string; noRecent: string; effects: string; effectsWhy: string;
    delivered: string; held: string; early: string; gain: (gain: string, low: string, high: string) => string;
    verdicts: Record<string, string>; counts: (delivered: number, held: number) => string; suggestions: string; noSuggestions: string;
    expected: (gain: string, count: number) => string; expectedUnknown: (count: number) => string; preferences: string;
    preferencesWhy: string; isNever: string; isAllowed: string; notBefore: (time: string) => string;
    limits: string; perHour: (count: number) => string; perDay: (count: number) => string; quiet: (from: string, to: string) => string;
    noQuiet: string; questions: (count: number) => string; chance: (share: string) => string; adapts: (share: string) => string; when: string; what: string; why: string;
    answer: string; followed: string; followedMin: (minutes: string) => string; notKnown: string; noAnswer: string; axis: string;
    changed: string;
  };
  inbox: {
    title: string; lead: string; counts: (forYou: number, waiting: number) => string; badge: (count: number) => string;
    forYou: string; forYouWhy: string; waiting: string; waitingWhy: string; nothingWaits: string;
    urgency: Record<'low' | 'normal' | 'high' | 'urgent', string>; wish: Record<'message' | 'question' | 'permission', string>;
    from: (source: string) => string; noSource: string; through: Record<string, string>; asked: (ago: string) => string; takes: (long: string) => string; until: (at: string) => string;
    due: Record<'put-off' | 'focus' | 'quiet' | 'back' | 'batch' | 'by' | 'unknown', (at: string, until: string) => string>; in: (seconds: number) => string; brought: (ago: string) => string;
    price: (now: string, wait: string) => string; priceNow: string; priceWait: string; minutes: (value: string) => string; priceUnknown: string;
    whyNotNow: string; whyNow: string; noReason: string; reasons: string; soFar: string; read: string;
    deliver: string; allow: string; done: string; decline: string; closeQuestion: string;
    later: string; laterBy: (minutes: number) => string; morning: (at: string, isTomorrow: boolean) => string; about: (deed: string, subject: string) => string;
    never: (source: string) => string; neverTitle: string; neverAsk: (source: string) => string; neverUndo: string; neverYes: string;
    options: string; isDefault: string; free: string; freePlaceholder: string; send: string; default: (answer: string) => string; noDefault: string;
    said: Record<'deliver' | 'allow' | 'done' | 'decline', (subject: string) => string>; answered: (answer: string) => string; putOff: (until: string) => string; neverDone: (source: string) => string;
    ended: (count: number) => string; ends: Record<'answered' | 'seen' | 'given' | 'declined' | 'withdrawn' | 'expired' | 'expired-default' | 'refused', string>;
    endWhat: Record<'answered' | 'expired-default', (answer: string) => string>; reported: (outcome: string) => string; steps: Record<string, (by: string) => string>; step: (what: string, by: string) => string; you: string;
    sources: string; sourcesWhy: string; lists: Record<'always_from' | 'never_from', string>; listWhy: Record<'always_from' | 'never_from', string>; nobody: string;
    source: Record<'always_from' | 'never_from', string>; sourcePlaceholder: string; add: string; addTo: Record<'always_from' | 'never_from', string>; takeOff: (source: string) => string; kept: string;
    batches: (hours: string) => string; noBatches: string; fromSettings: string;
    focus: {
      title: string; why: string; minutes: (count: number) => string; open: string; off: string; bring: string;
      phases: Record<'on' | 'open' | 'ending' | 'over', (until: string) => string>; waiting: (count: number) => string;
      begun: (until: string) => string; begunOpen: string; ended: string; desktop: Record<'held' | 'not-available', string>; desktopFailed: (why: string) => string;
      together: (count: number, at: string) => string; togetherAfter: (count: number, at: string) => string;
    };
    empty: string; emptyWhy: string; how: string; howWhy: string; howTerminal: string; howCurl: string; howKey: string; howMcp: string; howAssistants: string;
  };
  assistants: {
    title: string; lead: string; empty: string; emptyWhy: string;
    scopes: Record<string, [string, string]>; tools: Record<string, string>; answers: Record<string, string>; refusedFor: (scope: string) => string;
    who: string; whoWhy: string; standing: Record<'token' | 'unnamed' | 'revoked', string>; since: (at: string) => string; calls: (count: number, refused: number) => string; may: string; mayNothing: string; mayNow: string;
    lately: (count: number) => string; when: string; asked: string; answer: string;
    revoke: string; revokeOf: (name: string) => string; revokeTitle: string; revokeAsk: (name: string) => string; revokeYes: string; revoked: (name: string) => string;
    letIn: string; letInWhy: string; name: string; namePlaceholder: string; nameWhy: string; scopesOf: string; add: string; taken: (name: string) => string;
    token: (name: string) => string; tokenWhy: string; tokenLabel: string; copyWhat: (what: string) => string; copied: string; claude: string; json: string; http: string; tokenDone: string;
    unnamed: string; unnamedMay: string; unnamedWhy: string; unnamedKey: string; saved: string; nothing: string; warnTitles: string; warnUnnamedTitles: string; warnPolicy: string;
  };
  helped: {
    title: string; lead: string; empty: string; emptyWhy: string; never: string; drawn: string; week: string; known: string; unknown: string; mean: string; deviation: string;
    anytime: string; fixed: string; early: (least: number) => string; retired: (odds: string, worth: string) => string; goesOn: (odds: string, worth: string, limit: string) => string;
    chances: (shares: string, expected: string, made: number) => string; chance: (share: string, count: number) => string; and: string; before: (gain: string) => string;
    doubts: Record<string, string>; fair: string; how: string; steps: string[];
    worth: string; worthHour: (hour: number, share: string) => string; worthText: (best: number, share: string, worst: number, least: string) => string;
  };
  suggestions: {
    title: string; lead: string; early: (days: number) => string; earlyWhy: (seen: number, least: number) => string; empty: string; emptyWhy: (looks: number) => string;
    counts: (days: number, weeks: number, looks: number, found: number) => string; more: string; less: string; effect: (value: string, isMore: boolean) => string; interval: (low: string, high: string) => string;
    basis: (days: number, times: number, others: number, usual: string) => string; chance: (p: string) => string;
    names: { hours: (from: string, to: string) => string; break: (from: number, to: number | null) => string; notifications: string; surrounding: (what: string, value: string) => string };
    kinds: Record<'app' | 'site' | 'person' | 'hours' | 'break-after' | 'notifications' | 'surrounding', string>;
    against: Record<'app' | 'site' | 'person' | 'hours' | 'break-after' | 'notifications' | 'surrounding', string>;
    tryIt: string; trial: (kind: string) => string; noTrial: string; unsure: string; unsureWhy: string; lacking: string; lackingWhy: string; lackDays: (days: number) => string; lackTimes: (times: number) => string; thing: string; minutes: string;
    streams: string; streamsWhy: string; streamNames: Record<string, string>; isThere: string; isAbsent: string; streamBucket: string; streamEvent: string; values: Record<string, string>;
    texts: string; textsLink: string; how: string; steps: string[];
  };
  support: {
    title: string; lead: string; promise: string; empty: string; emptyWhy: string; faq: string; about: (questions: number, answers: number) => string; byWords: string; byBoth: (encoder: string) => string;
    message: string; placeholder: string; find: string; looking: string; asked: string;
    outcomes: Record<'answer' | 'candidates' | 'person', string>; draft: string; draftWhy: string; copy: string; copied: string; take: string;
    why: { answer: (first: string) => string; candidates: (first: string, one: string) => string; person: (one: string) => string; none: string };
    how: string; means: Record<'answer' | 'candidates' | 'person', string>;
    whose: string; by: Record<'bm25' | 'encoder' | 'both', string>; candidates: string; nearest: string; words: string; meaning: string;
    class: string; intent: string; label: (name: string, sure: string) => string; unsure: (name: string, sure: string) => string; noLabel: string; showAnswer: string;
  };
  reading: {
    title: string; lead: string; promise: string; empty: string; emptyWhy: string; fileWhy: string; whose: string; about: (liked: number, disliked: number) => string;
    byWords: string; byBoth: string; halfLife: (days: string) => string; texts: string; placeholder: string; rank: string; looking: string; order: string; most: (count: number) => string;
    state: Record<'too_little' | 'one_sided' | 'no_better', string>; tried: (texts: string, by: 'time' | 'parts') => string; figures: (first: string, any: string) => string; pairs: (share: string, low: string, high: string) => string;
    likely: (share: string) => string; for: string; against: string; nothing: string; meaning: (near: string) => string; copy: Record<'interesting' | 'other', string>; lacks: (why: string) => string;
    yes: string; no: string; saysYes: (text: string) => string; saysNo: (text: string) => string; taken: string; privacy: string; again: string;
    how: string; steps: Record<'words' | 'copies' | 'sure' | 'teach', [string, string]>;
  };
  monitor: {
    title: string; lead: string; empty: string; emptyWhy: string; folder: (path: string) => string; streams: string;
    isOn: string; isLearning: string; asUsual: string; learningWhy: string; course: string; chart: (name: string) => string;
    came: string; expected: string; band: string; alarm: string; hour: string; texts: string; textsPerDay: string; borne: string; onOwnPast: string; byChance: string; model: string;
    alarms: string; alarmsWhy: string; noAlarms: string; alarmOf: (number: number, at: string) => string; by: Record<'share' | 'count', string>;
    told: (since: string, negative: string, texts: string, expected: string) => string; over: (at: string) => string;
    causes: (count: number) => string; textsGone: string; hidden: string; topics: string; topic: string; state: string;
  };
  runs: {
    title: string; lead: string; empty: string; emptyWhy: string; folder: (path: string) => string; list: string; listWhy: string;
    choose: (id: string) => string; model: string; when: string; took: string; state: string; states: Record<'finished' | 'unfinished' | 'refused' | 'cut-off' | 'damaged', string>;
    stateWhy: Record<'unfinished' | 'broken' | 'cut-off', string>; noModel: (why: string) => string; searchSeed: (seed: number) => string; damagedWhy: (why: string) => string; figures: string; people: string; seed: string; program: string; notKept: string;
    models: Record<string, string>; chosen: (count: number) => string; clear: string; most: (count: number) => string;
    trials: (count: number, planned: number, failed: number) => string; hideTrials: string; showTrials: string; methods: Record<'random' | 'tpe' | 'halving', string>; best: (number: number, value: string) => string; optimistic: string;
    trial: string; trialOf: (number: number) => string; result: string; span: string; budget: string; failed: (why: string) => string; isBest: string;
    curves: string; curvesWhy: string; noCurves: string; step: string; curve: (name: string, run: string) => string; settings: string; data: string;
    compare: string; compareWhy: string; same: string; what: string; of: Record<'run' | 'setting' | 'figure', (name: string) => string>; runWords: Record<string, string>;
  };
  sensors: {
    title: string; lead: string; what: string; names: Record<string, string>; tells: Record<string, string>;
    status: Record<'on' | 'not-asked' | 'unavailable' | 'failed', string>; by: (by: string) => string;
    lastSeen: (ago: string) => string; neverSeen: string; last: string; noSensors: string;
    promises: string; outboundNone: string; listens: (address: string) => string; noKeys: string; noMedia: string; yours: string;
    filters: string; filtersWhy: string; addFilter: string; noFilters: string; field: string; pattern: string;
    action: string; actions: Record<'drop' | 'redact' | 'pseudonymise', string>; replacement: string; prefix: string;
    prefixWhy: string; enabled: string; test: string; testPlaceholder: string; testResult: string; badPattern: string; unchanged: string;
    dropped: string; saved: string; unsaved: string; hint: string; removeRule: (place: number) => string;
    retention: string; retentionWhy: string; events: string; samples: string; forEver: string; daysUnit: (days: number) => string;
    forget: string; forgetWhy: string; from: string; to: string; bucket: string; stream: string; allBuckets: string; forgetButton: string;
    confirmTitle: string; confirm: (span: string, long: string) => string; confirmMuch: (events: string) => string;
    confirmCount: string; confirmUnknown: string; confirmFinal: string; confirmYes: string;
    forgotten: (events: number, samples: number, payloads: number) => string;
    buckets: string; bucketsWhy: string; bucketEvents: string; type: string; client: string; extent: string; noBuckets: string;
    audit: string; auditWhy: string; at: string; who: string; detail: string; noAudit: string;
    path: string; size: string; count: string; encryption: string; encrypted: string; notEncrypted: string;
  };
  ago: (seconds: number) => string;
  /** Reasons by code; a code that is not here shows the server's own English text. */
  reasons: Record<string, (value: string, number: number) => string>;
  features: Record<string, string>;
  /** What follows a number, by the unit of the interface; a unit that is not here is shown as it is. */
  units: Record<string, string> & { min: string; perHour: string; h: string };
}
