// Every word on the screen, in English.

import type { Words } from './words';

const plural = (count: number, one: string, many: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `45 s`, `12 min`, `2 h 05 min`. */
const duration = (seconds: number): string => {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

export const en: Words = {
  locale: 'en-GB',
  duration,
  date: (date, style) => {
    const options: Intl.DateTimeFormatOptions =
      style === 'long' ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
      : style === 'weekday' ? { weekday: 'short', day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short' };
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
  },
  app: {
    name: 'Attentive', claim: 'Where your attention goes', skip: 'Skip to content', menu: 'Pages',
    demo: 'Demo', demoWhy: 'This is replayed demo data, not you.',
  },
  nav: { today: 'Today', trends: 'Trends', prompts: 'Prompts', runs: 'Runs', sensors: 'Sensors & privacy', sensorsShort: 'Privacy' },
  theme: { label: 'Theme', auto: 'As the system', light: 'Light', dark: 'Dark' },
  language: { label: 'Language' },
  link: {
    live: 'Live', connecting: 'Connecting', lost: 'Not reached',
    lostWhy: 'Attentive does not answer. What you see is what it told last. It will be tried again by itself.',
  },
  loading: 'Reading your day',
  error: {
    title: 'That did not work', gone: 'Attentive does not answer',
    goneWhy: 'It may have been stopped. Start it with "attentive start"; this page then goes on by itself.',
    retry: 'Try again', refused: (message) => `The server refused: ${message}`,
  },
  key: {
    title: 'This server wants its key', why: 'It is in the configuration file of Attentive. It is kept for this tab only.',
    label: 'Key', use: 'Use this key',
  },
  close: 'Close', cancel: 'Cancel', save: 'Save', remove: 'Remove',
  more: (count) => `Show ${count.toLocaleString('en')} more`,
  asTable: 'Show as a table', none: 'none',
  percent: (share) => `${Math.round(share * 100)} %`,
  pause: {
    title: 'Pause sensing', on: (until) => `Paused until ${until}`, off: 'Sensing', quarter: '15 min', hour: '1 hour',
    tomorrow: 'Until tomorrow', resume: 'Resume now', paused: (until) => `Sensing is paused until ${until}.`,
    resumed: 'Sensing goes on.', why: 'While paused, nothing is recorded: not the window, not keys, not presence.',
  },
  today: {
    title: 'Today', previous: 'Day before', next: 'Day after', newest: 'Newest day', pick: 'Choose a day',
    keys: 'Arrow keys left and right change the day, T goes to the newest.',
    none: 'Nothing has been recorded yet', noneWhy: 'As soon as a sensor or a watcher sends something, your day appears here.',
    emptyDay: 'Nothing was recorded on this day', emptyDayWhy: 'The machine was off, sensing was paused, or Attentive did not run.',
    howToStart: 'See which sensors are on',
  },
  summary: {
    line: ({ present, focused, sessions, longest }) =>
      `${present} at the machine, ${focused} of it in ${plural(sessions, 'focus session', 'focus sessions')}; the longest lasted ${longest}.`,
    noFocus: (present) => `${present} at the machine, and no focus session.`,
    present: 'At the machine', focused: 'In focus', share: 'Focus share', longest: 'Longest focus', switches: 'Switches',
    perHour: (rate) => `${rate} an hour`, fragmentation: 'Fragmentation', bits: (value) => `${value} bits`,
    fragmentationWhy: 'Entropy of time over apps, mean over windows. 0 is one app only; each bit more doubles the number of apps that share the time evenly.',
    visit: 'Typical visit', visitWhy: 'Half of all stays in one window were shorter than this.', keys: 'Keys',
    keysRate: (value) => `${value} a second`, away: (time) => `${time} away`,
  },
  state: {
    focused: 'Focused', shifting: 'Shifting', scattered: 'Scattered', resting: 'Resting', 'in-call': 'In a call', away: 'Away',
    unknown: 'Can\'t tell',
  },
  stateWhy: {
    focused: 'Long stays on few things', shifting: 'Moving between related things', scattered: 'Short stays on many things',
    resting: 'At the machine with hardly any input', 'in-call': 'Talking with others', away: 'Not at the machine',
    unknown: 'Too little was sensed to say',
  },
  now: {
    title: 'Now', since: (time, long) => `since ${time} (${long})`, confidence: (share) => `confidence ${share}`,
    confidenceWhy: 'The model\'s own weight. It is not calibrated.',
    calibratedWhy: 'Right about this often, on days that the model had not seen.',
    byLearned: 'by your own model', byLearnedWhy: 'Learnt on this machine from your corrections and answers; it was right more often than the built-in one.',
    cannotTell: 'Can\'t tell', byYou: 'you said so', inApp: (app) => `in ${app}`, focusSince: (long) => `In focus for ${long}`,
    interrupt: 'May something interrupt?', nowOk: 'Yes, now is fine', nextPause: (time) => `At the next pause, by ${time} at the latest`,
    batch: (time) => `Together with others at ${time}`, never: 'No',
    cost: (now, wait) => `Now it would cost about ${now} of focus, waiting about ${wait}.`, costUnknown: 'The cost is not known yet.',
    why: 'Why', nothing: 'Nothing is sensed at this moment', nothingWhy: 'No sensor or watcher has sent anything recently.',
    dial: 'The last hour, minute by minute', paused: 'Sensing is paused',
  },
  presence: { present: 'At the machine', away: 'Away', unknown: 'Not known' },
  decidedBy: {
    input: 'Keys or pointer', call: 'A call', media: 'Sound playing', 'window-change': 'Window changed', 'idle-timer': 'Idle timer',
    lock: 'Screen lock', suspend: 'Machine slept', pause: 'You paused', 'no-signal': 'No signal',
  },
  timeline: {
    title: 'Timeline',
    help: 'Arrow keys move the cursor, with Shift they select, with Ctrl they move the view. Plus and minus zoom, 0 shows the busy part, Enter corrects the selection, Escape clears it.',
    lanes: { flow: 'Attention', focus: 'Focus sessions', windows: 'Windows', presence: 'Presence', rhythm: 'Rhythm' },
    colourBy: 'Windows by', byCategory: 'Category', byApp: 'App', zoomIn: 'Zoom in', zoomOut: 'Zoom out', wholeDay: 'Whole day',
    busy: 'Busy part', overview: 'Whole day: drag to choose what is shown', legend: 'Legend', corrected: 'Corrected by you',
    selection: (from, to, long) => `${from} to ${to}, ${long}`, correct: 'Correct this', zoomTo: 'Zoom to this', clear: 'Clear',
    nothingHere: 'Nothing was recorded', decided: 'decided by', reasons: 'because', rhythmOf: 'Rhythm shows',
    report: (answer) => `You said ${answer} of 5`, prompt: 'Prompt', now: 'Now', others: 'Others',
    table: { from: 'From', to: 'To', length: 'Length', app: 'App', title: 'Title', category: 'Category', caption: 'What was in front, in order' },
  },
  correct: {
    title: 'Correct a span', why: 'Your word counts more than the model\'s. It becomes a label that later models learn from.',
    from: 'From', to: 'To', state: 'It was', note: 'Note', notePlaceholder: 'Optional, for yourself', save: 'Save correction',
    saved: 'Saved as your correction.', removed: 'The correction is removed.', wrongSpan: 'The end must come after the start, inside this day.',
    list: 'Your corrections', empty: 'None on this day. Drag over the timeline, or choose the times by hand.', add: 'Correct a span',
    remove: (span) => `Remove the correction ${span}`,
  },
  sessions: {
    title: 'Focus sessions', empty: 'No focus session on this day.', open: 'still going on', brokenBy: (what) => `ended by ${what}`,
    sideSteps: (count) => (count === 0 ? 'no side steps' : plural(count, 'side step', 'side steps')),
    endings: { away: 'leaving', lock: 'screen lock', call: 'a call', 'end of data': 'end of the data', 'no signal': 'the sensors falling silent' },
    caption: 'Focus sessions of this day', on: 'On', when: 'When', length: 'Focused', broke: 'Ended by',
  },
  hotspots: {
    title: 'Hot spots', app: 'Apps', site: 'Sites', category: 'Categories', visits: (count) => plural(count, 'visit', 'visits'),
    focused: (time) => `${time} in focus`, empty: 'Nothing to show.', uncategorized: 'Not categorised', focusedPart: 'Part in focus', byHour: 'By hour',
    hourLabel: (hour, focused, present) => `${hour}: ${focused} in focus of ${present} at the machine`,
  },
  plan: {
    title: 'Plan of the day', empty: 'Too few days are known yet to plan by hours.',
    advice: { focus: 'Good for focus', ordinary: 'Ordinary', open: 'Good for messages and meetings', unknown: 'Not known' },
    expected: (share, days) => `${share} in focus expected, from ${plural(days, 'day', 'days')}`,
    best: (hours) => `Your best hours for focus: ${hours}.`, noBest: 'No hour stands out yet.',
    why: 'From your own past at the same hours.', soFar: 'This day', expectedRow: 'Expected',
  },
  decided: { title: 'What decided presence', why: 'Presence is an estimate from several signals. This is which one decided, and for how long.' },
  ask: {
    title: 'How focused were you just now?', low: 'Scattered', high: 'Focused', thanks: 'Noted, thank you.',
    answered: (count) => `${plural(count, 'answer', 'answers')} on this day`,
    scale: ['1, scattered', '2, rather scattered', '3, in between', '4, rather focused', '5, focused'],
  },
  prompt: {
    open: 'A thought for you', why: 'Why',
    kinds: {
      'take-break': { title: () => 'Take a short break', short: 'Take a break' },
      'start-focus': { title: () => 'A good hour to start something that needs focus', short: 'Start a focus block' },
      'pick-one-thing': { title: () => 'Pick one thing for the next half hour', short: 'Pick one thing' },
      'close-distraction': {
        title: (subject) => (subject ? `Close ${subject} for a while` : 'Close what distracts for a while'), short: 'Close a distraction',
      },
      'ask-focus': { title: () => 'How focused were you just now?', short: 'Self-report question' },
    },
    accept: 'Will do', snooze: 'Later', notNow: 'Not now', never: 'Never again', thanks: 'Noted.',
    trial: (share) => `Shown with a chance of ${share}, to learn whether it helps`,
    answers: { accepted: 'Will do', snoozed: 'Later', 'not-now': 'Not now', 'never-again': 'Never again', ignored: 'No answer' },
    rated: (value) => `${value} of 5`,
  },
  quality: {
    title: 'About the data', line: (events) => `${plural(events, 'event', 'events')} were read.`, clean: 'Nothing had to be mended.',
    parts: {
      overlaps: (count) => plural(count, 'overlap was cut', 'overlaps were cut'),
      flooded: (count) => plural(count, 'short gap was closed', 'short gaps were closed'),
      out_of_order: (count) => plural(count, 'event came out of order', 'events came out of order'),
      in_future: (count) => plural(count, 'event lay in the future', 'events lay in the future'),
      gaps: (count) => plural(count, 'stretch without any sensor stays empty', 'stretches without any sensor stay empty'),
      bad_records: (count) => plural(count, 'record lacked something and was left out', 'records lacked something and were left out'),
      too_long: (count) => plural(count, 'event is longer than a day', 'events are longer than a day'),
    },
  },
  trends: {
    title: 'Trends', lead: (days) => `${plural(days, 'day', 'days')} with data`, weeks: (count) => plural(count, 'week', 'weeks'), range: 'Look back',
    empty: 'No trend yet', emptyWhy: 'A trend needs some days. Come back after two or three.',
    perDay: 'Time per day', present: 'At the machine', focused: 'In focus', calendar: 'Focus, day by day',
    calendarWhy: 'Each square is a day; choose one to open it.', less: 'Less', moreWord: 'More',
    heat: 'Hours of the week', heatWhy: 'Your usual week, in local time.',
    heatBy: { focused: 'Share in focus', present: 'At the machine', fragmentation: 'Fragmentation', switches: 'Switches an hour' },
    pace: 'Fragmentation and switching', fragmentation: 'Fragmentation', switching: 'Switches a minute', medianFocus: 'Typical focus session', daily: 'Each day', mean: 'Mean of 7 days',
    slopes: 'What changes', slopesEarly: 'Too early to say: a slope needs more days.', noneYet: 'Too early to say.', slopesWhy: 'Robust slope over the days, with its 95 % interval. When the interval holds zero, we do not claim a change.',
    slopeNames: {
      present_s: 'Time at the machine', focused_s: 'Time in focus', focus_sessions: 'Focus sessions', median_focus_min: 'Typical focus session',
      switch_rate_per_min: 'Switching', fragmentation_bits: 'Fragmentation', key_rate_per_s: 'Key rate',
    },
    up: (by) => `Goes up by ${by} a week`, down: (by) => `Goes down by ${by} a week`, flat: 'No clear change', early: 'Too early to say',
    interval: (low, high) => `between ${low} and ${high} a week`, perWeek: 'Time per week', unsure: 'may be chance', sure: 'more than chance',
    days: (count) => plural(count, 'day', 'days'), breakers: 'What breaks focus', breakersWhy: 'How often a focus session ended by turning to it.',
    times: (count) => plural(count, 'time', 'times'), weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    weekdaysLong: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    cell: (day, hour, value) => `${day} ${hour}: ${value}`, day: 'Day', hour: 'Hour', noData: 'no data', hotspots: 'Where time went',
  },
  prompts: {
    title: 'Prompts', lead: 'What was suggested, why, what you said, and whether it helped you. Each kind is a small fair trial: some are shown, some held back.',
    open: 'Open now', noOpen: 'Nothing is waiting for an answer.', recent: 'Recent', noRecent: 'No prompt has come up yet.',
    effects: 'What helps you', effectsWhy: 'Minutes of focus in the half hour afterwards: shown against held back, with the 95 % interval.',
    delivered: 'Shown', held: 'Held back', early: 'Too early to say',
    gain: (gain, low, high) => `${gain} min, between ${low} and ${high}`,
    verdicts: {
      helps: 'Helps', 'does nothing sure': 'Nothing sure yet', harms: 'Gets in the way', 'too early to say': 'Too early to say', 'not on trial': 'Not on trial',
    },
    counts: (delivered, held) => `${delivered} shown, ${held} held back`, suggestions: 'What would help now', noSuggestions: 'Nothing to suggest at the moment.',
    expected: (gain, count) => `${gain} min of focus expected, from ${plural(count, 'observation', 'observations')} of yours`,
    expectedUnknown: (count) => `Gain not known yet, ${plural(count, 'observation', 'observations')} of yours`, preferences: 'Your wishes',
    preferencesWhy: '"Never again" is kept until you undo it here.', isNever: 'Never', isAllowed: 'Allowed',
    notBefore: (time) => `not before ${time}`, limits: 'Limits', perHour: (count) => `At most ${count} an hour`, perDay: (count) => `At most ${count} a day`,
    quiet: (from, to) => `Quiet from ${from} to ${to}`, noQuiet: 'No quiet hours', questions: (count) => `At most ${plural(count, 'question', 'questions')} a day`,
    chance: (share) => `${share} of occasions are shown`, when: 'When', what: 'What', why: 'Why', answer: 'You said', followed: 'What followed',
    followedMin: (minutes) => `${minutes} min of focus`, notKnown: 'not known', noAnswer: 'no answer', axis: 'minutes of focus gained', changed: 'Your wish is kept.',
  },
  runs: {
    title: 'Training runs', lead: 'Which models learnt on this machine, from what, how, and what came of it.',
    empty: 'No model was trained here yet', emptyWhy: 'Models learn from recordings that lie on this machine; nothing is sent anywhere. A run appears here once one of these commands has been used in a terminal:',
    folder: (path) => `Records lie in ${path}`, list: 'Runs', listWhy: 'Choose one to see its curves, two or more to compare them.',
    choose: (id) => `Choose ${id}`, model: 'Model', when: 'When', took: 'Took', state: 'State',
    states: { finished: 'Finished', unfinished: 'Not finished', 'cut-off': 'Cut off', damaged: 'Damaged' },
    stateWhy: { unfinished: 'It goes on in a terminal, or was broken off; then the same command with --resume goes on.', 'cut-off': 'It ended before it could keep a record.' },
    damagedWhy: (why) => `The record cannot be read: ${why}`, figures: 'Figures', people: 'People', seed: 'Seed', program: 'Program', notKept: 'not kept',
    models: { 'desk-states': 'Your own states', states: 'States of recordings', 'gaze-events': 'Gaze events', 'webcam-gaze': 'Webcam gaze' }, chosen: (count) => `${plural(count, 'run', 'runs')} chosen`, clear: 'Choose none', most: (count) => `No more than ${count} can be compared at once.`,
    trials: (count, planned, failed) => `${count} of ${plural(planned, 'trial', 'trials')}${failed ? `, ${failed} failed` : ''}`, hideTrials: 'Hide the trials', showTrials: 'Show the trials',
    methods: { random: 'Search by chance', tpe: 'Search by estimators', halving: 'Search by halving' }, best: (number, value) => `best ${value} in trial ${number}`,
    optimistic: 'The best of many trials is an optimistic figure: chance helped to choose it.',
    trial: 'Trial', trialOf: (number) => `Trial ${number}`, result: 'Result', span: 'Single people', budget: 'Share of trees', failed: (why) => `Failed: ${why}`, isBest: 'best',
    curves: 'Curves', curvesWhy: 'By step of the training; each line is one curve of one chosen run.', noCurves: 'The chosen runs kept no curves.', step: 'Step', curve: (name, run) => `${name}, ${run}`, settings: 'Settings', data: 'Learnt from',
    compare: 'What differs', compareWhy: 'Settings, data and figures that are not the same in all chosen runs.', same: 'They differ in nothing that is kept but their times.', what: 'What',
    of: { run: (name) => name, setting: (name) => `Setting ${name}`, figure: (name) => `Figure ${name}` }, runWords: { model: 'Model', data: 'Data', 'data sha256': 'Checksum of the data', program: 'Program', seed: 'Seed' },
  },
  sensors: {
    title: 'Sensors & privacy', lead: 'What is on, what it sees, where it is kept, and how to take it back.', what: 'Sensors',
    names: { window: 'Active window', idle: 'Idle time', input: 'Keys and pointer', lock: 'Lock and sleep' },
    tells: {
      window: 'Which app and title is in front.', idle: 'How long since the last touch.',
      input: 'How often and how fast, never which key.', lock: 'When the screen locks or the machine sleeps.',
    },
    status: { on: 'On', 'not-asked': 'Off', unavailable: 'Cannot run here', failed: 'Stopped' }, by: (by) => `by ${by}`,
    lastSeen: (ago) => `last heard ${ago}`, neverSeen: 'nothing heard yet', last: 'Last seen', noSensors: 'No sensor is known.',
    promises: 'Promises', outboundNone: 'Nothing leaves this machine.', listens: (address) => `Answers only on ${address}.`,
    noKeys: 'Never which key was pressed.', noMedia: 'No recording of sound or picture.', yours: 'One file, yours to read, export and erase.',
    filters: 'Redaction', filtersWhy: 'Applied before anything reaches the disk. What matches is dropped, blanked out or replaced by a stable alias.',
    addFilter: 'Add a rule', noFilters: 'No rule yet: titles and addresses are kept as they come.', field: 'Field', pattern: 'Pattern (regular expression)',
    action: 'What to do', actions: { drop: 'Drop the event', redact: 'Blank it out', pseudonymise: 'Replace by an alias' }, replacement: 'Replacement',
    prefix: 'Only buckets beginning with', prefixWhy: 'empty: all', enabled: 'In use', test: 'Try it here', testPlaceholder: 'Type a title or address; it stays in this page',
    testResult: 'Kept as', badPattern: 'This is no valid pattern', unchanged: 'not touched', dropped: 'the whole event is dropped',
    saved: 'The rules are in force from now on.', unsaved: 'Not saved yet', hint: 'The server has the last word on patterns: it says where one is wrong.',
    removeRule: (place) => `Remove rule ${place}`,
    retention: 'How long it is kept', retentionWhy: 'What is older is erased.', events: 'Windows, presence, answers', samples: 'Fast samples', forEver: 'For ever',
    daysUnit: (days) => plural(days, 'day', 'days'), forget: 'Forget a span', forgetWhy: 'Erases what was recorded in it from the file itself. It cannot be undone.',
    from: 'From', to: 'To', bucket: 'Of', stream: 'Stream', allBuckets: 'everything', forgetButton: 'Forget …', confirmTitle: 'Really forget?',
    confirm: (span, long) => `${span}, that is ${long}.`, confirmMuch: (events) => `About ${events} events of this time will be erased.`,
    confirmCount: 'How many events that is, is being counted.', confirmUnknown: 'How many events that is could not be counted.', confirmFinal: 'They are erased from the file and cannot be brought back.', confirmYes: 'Forget it',
    forgotten: (events, samples, payloads) => `Erased: ${plural(events, 'event', 'events')}, ${plural(samples, 'sample', 'samples')}, ${plural(payloads, 'text', 'texts')}.`,
    buckets: 'Streams in the file', bucketsWhy: 'From our sensors and from every watcher that reports here.', bucketEvents: 'Events', type: 'Type', client: 'Sent by', extent: 'From … to', noBuckets: 'No stream yet.',
    audit: 'Who did what', auditWhy: 'What was changed, erased or asked for, newest first.', at: 'When', who: 'Who', detail: 'Detail', noAudit: 'Nothing yet.',
    path: 'Where', size: 'Size', count: 'events', encryption: 'Encryption', encrypted: 'On', notEncrypted: 'Off',
  },
  ago: (seconds) => (seconds < 5 ? 'just now' : `${duration(seconds)} ago`),
  reasons: {},
  features: {
    switch_rate_per_min: 'Switches a minute', app_entropy_bits: 'Fragmentation', key_rate_per_s: 'Key rate', key_rate_cv: 'Unevenness of keys', key_dwell_ms: 'Key held down',
    key_flight_ms: 'Time between keys', click_rate_per_min: 'Clicks a minute', scroll_rate_per_min: 'Scrolling', pointer_rate_px_per_s: 'Pointer speed', pointer_rate_cv: 'Unevenness of the pointer',
    input_share: 'Share of time with input', present_share: 'Share of time present', mean_visit_s: 'Mean visit', median_visit_s: 'Median visit', longest_visit_s: 'Longest visit',
    title_change_rate_per_min: 'Title changes a minute', switch_rate_trend_per_min_per_h: 'Trend of switching', key_rate_trend_per_s_per_h: 'Trend of the key rate',
  },
  units: { min: 'min', 'min/h': 'min an hour', h: 'h', perHour: 'an hour', '1/min': 'a minute', '1/s': 'a second', '1/h': 'an hour', bit: 'bits', '1': '', share: '' },
};
