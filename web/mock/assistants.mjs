// Made-up assistants. A token of the mock opens nothing anywhere.

const MINUTE = 60_000;
const SCOPES = ['state:coarse', 'ask', 'state:full', 'history:aggregate', 'history:titles', 'policy:write'];
const iso = (ms) => new Date(ms).toISOString();

export function makeAssistants({ isEmpty, begin, clock, audit }) {
  const lately = (...lines) => lines.map(([minutes, what, detail = 'answered']) => ({ at: iso(begin - minutes * MINUTE), what, detail }));
  let unnamed = ['state:coarse', 'ask'];
  let named = isEmpty ? [] : [
    { name: 'builder', since: iso(begin - 12 * 1440 * MINUTE), scopes: ['state:coarse', 'ask'], calls: 184, refused: 2, lately: lately([4, 'attention.may_interrupt'], [22, 'attention.ask'], [24, 'attention.state'], [180, 'time.query', 'refused: needs history:titles'], [182, 'attention.ask', 'did not fit']) },
    { name: 'researcher', since: iso(begin - 3 * 1440 * MINUTE), scopes: ['state:coarse', 'ask', 'state:full', 'history:aggregate'], calls: 31, refused: 0, lately: lately([2, 'attention.may_interrupt'], [61, 'plan.suggest'], [300, 'something.new', 'answered']) },
  ];
  const others = isEmpty ? [] : [
    { name: 'unnamed (Claude Code)', since: null, calls: 12, refused: 1, lately: lately([50, 'attention.tell'], [51, 'focus.sessions', 'refused: needs history:aggregate']) },
    { name: 'old-helper', since: null, scopes: [], calls: 1, refused: 0, lately: lately([2900, 'attention.queue']) },
  ];
  return {
    answer: () => ({
      assistants: [...named.map((one) => ({ ...one, has_token: true })), ...others.map((one) => ({ scopes: unnamed, ...one, has_token: false }))],
      unnamed, scopes: SCOPES,
    }),
    add: ({ name = '', scopes = ['state:coarse', 'ask'] }) => {
      const given = name.trim();
      if (!/^[\p{L}\p{N} _.-]{1,64}$/u.test(given)) return [400, { message: `the name of an assistant: expected 1 to 64 letters, digits, spaces, '-', '_' or '.', found ${JSON.stringify(given)}` }];
      if (named.some((one) => one.name === given)) return [409, { message: `there is an assistant "${given}" already; remove it first, or take another name` }];
      named.push({ name: given, since: iso(clock()), scopes: SCOPES.filter((one) => scopes.includes(one)), calls: 0, refused: 0, lately: [] });
      audit('assistant let in', `${given}: ${scopes.join(', ')}`);
      return { name: given, token: `att_${'5ynthet1c'.repeat(7)}` };
    },
    remove: (name) => {
      if (!named.some((one) => one.name === name)) return [404, { message: 'there is no assistant of that name' }];
      named = named.filter((one) => one.name !== name);
      audit('assistant revoked', name);
      return {};
    },
    allowUnnamed: ({ scopes }) => { unnamed = SCOPES.filter((one) => scopes.includes(one)); return {}; },
  };
}
