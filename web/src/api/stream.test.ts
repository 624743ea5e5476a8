import { expect, test } from 'vitest';
import { takeEvents } from './stream';

test('whole events are taken and the broken rest is kept', () => {
  const { events, rest } = takeEvents('event: update\ndata: {"a":1}\n\n: comment\n\nevent: prompt\nda');
  expect(events).toEqual([{ event: 'update', data: '{"a":1}' }]);
  expect(rest).toBe('event: prompt\nda');
});

test('data over several lines and both line ends', () => {
  expect(takeEvents('data: one\r\ndata:two\r\n\r\n').events).toEqual([{ event: 'message', data: 'one\ntwo' }]);
});
