// Made-up findings of each kind: with more focus, with less, not sure, too few days.

const told = (about, name, [value, low, high], days, times, others, p, trial = null) => ({
  about, name, text: `${name}: ${value} min`, effect_min: { value, low, high }, usual_min: 9.4, days, with: times, without: others, p, trial,
});
const lacking = (about, name, days, times = 0) => ({ about, name, text: `not enough yet: ${days} days more`, days, times });
const app = (name) => ({ kind: 'app', name });

export const suggestionsAnswer = (isEmpty, at) => ({
  at, weeks: 12, days: isEmpty ? 0 : 52, least_days: 10, lacks_days: isEmpty ? 10 : 0, looks: isEmpty ? 0 : 31, false_share: 0.1,
  found: isEmpty ? [] : [
    told({ kind: 'hours', from: 8, to: 10 }, '8:00 to 10:00', [5.2, 3.1, 7.3], 48, 402, 1210, 0.0005, 'start-focus'),
    told(app('Slack'), 'Slack', [-3.8, -5.6, -2], 44, 318, 1190, 0.0005, 'close-distraction'),
    told({ kind: 'break-after', from_min: 60, to_min: 90 }, 'break after 60 to 90 min of work', [3.1, 0.9, 5.3], 37, 61, 240, 0.006, 'take-break'),
    told(app('Obsidian'), 'Obsidian', [2.4, 0.8, 4], 39, 205, 1303, 0.004),
    told({ kind: 'site', name: 'news.ycombinator.com' }, 'news.ycombinator.com', [-2.2, -3.8, -0.6], 33, 96, 1412, 0.005, 'close-distraction'),
    told({ kind: 'person', name: 'Anna Smith' }, 'Anna Smith', [-1.9, -3.5, -0.3], 21, 44, 180, 0.011),
  ],
  unsure: isEmpty ? [] : [
    told(app('Thunderbird'), 'Thunderbird', [-1.1, -2.6, 0.4], 45, 380, 1128, 0.15), told(app('Firefox'), 'Firefox', [0.3, -0.9, 1.5], 50, 900, 608, 0.61),
    told({ kind: 'notifications' }, 'notifications', [-0.8, -2.1, 0.5], 40, 300, 1100, 0.22), told({ kind: 'surrounding', what: 'place', value: 'home' }, 'place: home', [0.9, -1.4, 3.2], 26, 380, 402, 0.44),
  ],
  lacking: isEmpty ? [] : [lacking(app('Zotero'), 'Zotero', 2), lacking({ kind: 'person', name: 'Wei Chen' }, 'Wei Chen', 4, 7), lacking({ kind: 'break-after', from_min: 90, to_min: null }, 'break after 90 min of work or more', 6, 3)],
  streams: [['notifications', true], ['noise', false], ['light', false], ['music', false], ['place', true], ['mode', false]].map(([what, isThere]) => ({ what, is_there: isThere && !isEmpty })),
});
