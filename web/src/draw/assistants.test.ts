import { expect, test } from 'vitest';
import { en } from '../words/en';
import { zh } from '../words/zh';
import { answeredText, claudeLine, isRefused, jsonSnippet, sameScopes, scopeText, standingOf, toggled, toolText, USUAL_SCOPES } from './assistants';

const ALL = ['state:coarse', 'ask', 'state:full', 'history:aggregate', 'history:titles', 'policy:write'];

test('who has no token is told apart from who had one', () => {
  const one = (name: string, has_token: boolean) => standingOf({ name, has_token, since: null, scopes: [], calls: 0, refused: 0, lately: [] });
  expect([one('builder', true), one('unnamed (curl)', false), one('unnamed', false), one('builder', false)]).toEqual(['token', 'unnamed', 'unnamed', 'revoked']);
});

test('each scope is said in plain words in both languages, and a new one keeps its name', () => {
  for (const words of [en, zh]) for (const scope of ALL) expect(scopeText(words, scope)).not.toBe(scope);
  expect(scopeText(en, 'moon:walk')).toBe('moon:walk');
  expect(Object.keys(zh.assistants.tools)).toEqual(Object.keys(en.assistants.tools));
  expect(toolText(zh, 'moon.walk')).toBe('moon.walk');
  for (const scope of USUAL_SCOPES) expect(ALL).toContain(scope);
});

test('a refusal says what it would need', () => {
  expect(answeredText(en, 'refused: needs history:titles')).toBe('refused; it would need: Everything that was recorded');
  expect(answeredText(en, 'did not fit')).toBe('not understood');
  expect(answeredText(zh, 'something else')).toBe('something else');
  expect([isRefused('refused: needs ask'), isRefused('answered')]).toEqual([true, false]);
});

test('scopes keep their order, and one that is not listed is not lost', () => {
  expect(toggled(ALL, ['ask'], 'state:coarse')).toEqual(['state:coarse', 'ask']);
  expect(toggled(ALL, ['state:coarse', 'ask'], 'ask')).toEqual(['state:coarse']);
  expect(toggled(ALL, ['ask', 'moon:walk'], 'policy:write')).toEqual(['ask', 'policy:write', 'moon:walk']);
  expect([sameScopes(['a', 'b'], ['b', 'a']), sameScopes(['a'], ['a', 'b'])]).toEqual([true, false]);
});

test('snippets are what the programs read', () => {
  expect(claudeLine('att_1')).toBe('claude mcp add attentive --env ATTENTIVE_TOKEN=att_1 -- attentive mcp');
  expect(claudeLine(null)).toBe('claude mcp add attentive -- attentive mcp');
  expect(JSON.parse(jsonSnippet('att_1'))).toEqual({ mcpServers: { attentive: { command: 'attentive', args: ['mcp'], env: { ATTENTIVE_TOKEN: 'att_1' } } } });
  expect(JSON.parse(jsonSnippet(null)).mcpServers.attentive).not.toHaveProperty('env');
});
