// What was at one moment, in one sentence for those who listen.

import type { Drawn } from '../../draw/day';
import { at } from '../../draw/merge';
import { reasonText } from '../../time/format';
import { clock, type Zone } from '../../time/zone';
import type { Words } from '../../words';

export function describe(words: Words, drawn: Drawn, zone: Zone, moment: number): string {
  const visit = at(drawn.visits, moment);
  const state = at(drawn.states, moment);
  const presence = at(drawn.presence, moment);
  const parts = [clock(zone, moment, true)];
  if (visit) parts.push(`${visit.item.app}: ${visit.item.title}`);
  if (state) {
    const share = state.item.confidence === null || state.item.by === 'correction' ? '' : ` (${words.now.confidence(words.percent(state.item.confidence))})`;
    const why = state.item.reasons.slice(0, 2).map((reason) => reasonText(words, reason)).join('; ');
    parts.push(`${words.state[state.item.kind ?? 'unknown']}${share}${why ? `, ${words.timeline.reasons} ${why}` : ''}`);
  }
  if (presence) parts.push(`${words.presence[presence.item.kind]}, ${words.timeline.decided} ${words.decidedBy[presence.item.decided_by] ?? presence.item.decided_by}`);
  if (parts.length === 1) parts.push(words.timeline.nothingHere);
  return parts.join('. ');
}
