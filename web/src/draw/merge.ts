// Thousands of visits in a few shapes: neighbours that would share a pixel become one, and each colour becomes one path.

import type { View } from '../time/scale';

export interface Piece {
  from: number;
  to: number;
  /** What gives the colour. */
  key: string;
}

export interface Run {
  x: number;
  width: number;
  key: string;
}

/**
 * Cuts pieces to the view and merges them, oldest first: equal neighbours grow together; pieces narrower than
 * `minPx` are gathered until they fill a pixel and then take the colour of the longest among them.
 */
export function mergeRuns(pieces: Iterable<Piece>, view: View, width: number, minPx = 1): Run[] {
  const scale = width / (view.to - view.from);
  const runs: Run[] = [];
  let small: { x: number; end: number; time: Map<string, number> } | null = null;

  const put = (x: number, end: number, key: string): void => {
    const last = runs[runs.length - 1];
    if (last && last.key === key && x - (last.x + last.width) < minPx / 2) last.width = Math.max(last.width, end - last.x);
    else runs.push({ x, width: Math.max(end - x, minPx), key });
  };
  const flush = (): void => {
    if (!small) return;
    let best = '';
    for (const [key, time] of small.time) if (best === '' || time > (small.time.get(best) ?? 0)) best = key;
    put(small.x, Math.max(small.end, small.x + minPx), best);
    small = null;
  };

  for (const piece of pieces) {
    if (piece.to <= view.from || piece.from >= view.to) continue;
    const x = (Math.max(piece.from, view.from) - view.from) * scale;
    const end = (Math.min(piece.to, view.to) - view.from) * scale;
    if (small && (x - small.x >= minPx || end - small.x > minPx * 2)) flush();
    if (end - x >= minPx) {
      flush();
      put(x, end, piece.key);
      continue;
    }
    small ??= { x, end, time: new Map() };
    small.end = end;
    small.time.set(piece.key, (small.time.get(piece.key) ?? 0) + (end - x));
  }
  flush();
  return runs;
}

/** One SVG path of rectangles for each colour. A hairline is left between neighbours wide enough to show it. */
export function pathsByKey(runs: Run[], y: number, height: number, gapPx = 0): Map<string, string> {
  const paths = new Map<string, string[]>();
  for (const run of runs) {
    const width = run.width > 4 ? run.width - gapPx : run.width;
    const list = paths.get(run.key) ?? [];
    list.push(`M${round(run.x)} ${y}h${round(width)}v${height}h${round(-width)}z`);
    paths.set(run.key, list);
  }
  return new Map([...paths].map(([key, list]) => [key, list.join('')]));
}

export const round = (value: number): number => Math.round(value * 100) / 100;

/** The piece that covers the moment, by halving; pieces are sorted by start. */
export function at<T extends { from: number; to: number }>(pieces: readonly T[], moment: number): T | null {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.from ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low - 1];
  return piece && moment < piece.to ? piece : null;
}

/** Neighbours of the same key with no more than `gapMs` between them become one; for tables and lists. */
export function joinEqual<T extends { from: number; to: number }>(
  pieces: readonly T[], key: (piece: T) => string, gapMs: number,
): T[] {
  const joined: T[] = [];
  for (const piece of pieces) {
    const last = joined[joined.length - 1];
    if (last && key(last) === key(piece) && piece.from - last.to <= gapMs) last.to = Math.max(last.to, piece.to);
    else joined.push({ ...piece });
  }
  return joined;
}
