// Focus mode of the made-up inbox: what waits is held until it is switched off, and then comes together. It does not run out by itself.

const MINUTE = 60_000;
const LONGEST_MIN = 720;
const iso = (ms) => new Date(Math.round(ms)).toISOString();

/** One focus mode; `waiting` gives what waits, `bring` brings one of it at that moment. */
export function makeFocusMode({ clock, changed, waiting, bring, audit }) {
  let mode = null;
  const told = () => ({
    phase: mode && 'on', since: mode && iso(mode.since), until: mode && iso(mode.until), is_open_ended: mode?.isOpenEnded ?? false, waiting: waiting().length,
    do_not_disturb: { status: mode ? 'held' : 'free', by: mode && 'Inhibit', why: null },
  });
  return {
    told,
    begin: ({ minutes }) => {
      if (minutes !== undefined && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_MIN)) return [400, { message: `minutes: expected 1 to 720 (12 hours), found ${minutes}` }];
      const since = clock();
      mode = { since, until: since + (minutes ?? LONGEST_MIN) * MINUTE, isOpenEnded: minutes === undefined };
      audit('focus mode', minutes === undefined ? 'until it is switched off' : `for ${minutes} minutes`);
      changed();
      return told();
    },
    end: () => {
      if (mode) {
        mode = null;
        const at = iso(clock());
        for (const ticket of waiting()) bring(ticket, at);
        audit('focus mode off', '');
        changed();
      }
      return told();
    },
    /** The reason and the timing of what waits meanwhile; null when it is off. */
    holds: () => mode && { at: iso(mode.until), minutes: (mode.until - clock()) / MINUTE },
  };
}
