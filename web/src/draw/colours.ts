// Which colour a thing has. States have their own; categories and apps take one of eight that are kept over days.

import type { Visit } from '../api/types';

export const SLOTS = 8;
/** The slot of what is not categorised, and of everything beyond the eight. */
export const NO_SLOT = 8;
const UNCATEGORIZED = 'Uncategorized';

function hash(text: string): number {
  let value = 2166136261;
  for (let place = 0; place < text.length; place++) value = Math.imul(value ^ text.charCodeAt(place), 16777619);
  return (value ^ (value >>> 15)) >>> 0;
}

/** The first two levels of a visit's category: fine enough to tell, coarse enough for eight colours. */
export const coarseCategory = (visit: Visit): string => visit.category.slice(0, 2).join(' > ') || UNCATEGORIZED;

/**
 * A slot for each name. Every name has a favourite slot (so that it keeps its colour from day to day); the one with more
 * time gets it when two want the same.
 */
export function slotsFor(seconds: Map<string, number>): Map<string, number> {
  const slots = new Map<string, number>();
  const free = new Set(Array.from({ length: SLOTS }, (_, slot) => slot));
  const names = [...seconds].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).map(([name]) => name);
  for (const name of names) {
    if (name === UNCATEGORIZED || free.size === 0) {
      slots.set(name, NO_SLOT);
      continue;
    }
    let slot = hash(name) % SLOTS;
    while (!free.has(slot)) slot = (slot + 1) % SLOTS;
    free.delete(slot);
    slots.set(name, slot);
  }
  return slots;
}

export const slotColour = (slot: number): string => (slot >= SLOTS ? 'var(--slot-none)' : `var(--slot-${slot})`);
export const stateColour = (kind: string | null): string => `var(--state-${kind ?? 'unknown'})`;

/** Labels of titles stand in their order, so that they are told apart without their colour. */
export const labelColour = (label: string): string => `var(--label-${label})`;

/** How high a state stands in the flow, 0 to 1: it tells states apart without their colour. */
export const FLOW_LEVEL: Record<string, number> = {
  focused: 1, 'in-call': 0.78, shifting: 0.62, scattered: 0.4, resting: 0.24, away: 0.06, unknown: 0.12,
};
