// The flow of attention as a river: its width is how deep attention was, its colour the state, with soft banks between.

import { FLOW_LEVEL } from './colours';
import { round, type Run } from './merge';

const BANK_PX = 7;

/** One closed path for each run, mirrored around `middle`; neighbours that touch share their bank's height. */
export function riverPaths(runs: Run[], middle: number, halfHeight: number): { key: string; d: string }[] {
  const level = (run: Run): number => (FLOW_LEVEL[run.key] ?? 0.1) * halfHeight;
  return runs.map((run, place) => {
    const [before, after] = [runs[place - 1], runs[place + 1]];
    const touches = (one: Run | undefined, other: Run | undefined): boolean =>
      Boolean(one && other && other.x - (one.x + one.width) < 1.5);
    const own = level(run);
    const left = touches(before, run) && before ? (level(before) + own) / 2 : own * 0.35;
    const right = touches(run, after) && after ? (level(after) + own) / 2 : own * 0.35;
    const bank = Math.min(BANK_PX, run.width / 2);
    const half = bank / 2;
    const [x0, x1] = [run.x, run.x + run.width];
    const point = (x: number, up: number): string => `${round(x)} ${round(middle - up)}`;
    const d =
      `M${point(x0, left)}C${point(x0 + half, left)} ${point(x0 + half, own)} ${point(x0 + bank, own)}L${point(x1 - bank, own)}` +
      `C${point(x1 - half, own)} ${point(x1 - half, right)} ${point(x1, right)}L${point(x1, -right)}` +
      `C${point(x1 - half, -right)} ${point(x1 - half, -own)} ${point(x1 - bank, -own)}L${point(x0 + bank, -own)}` +
      `C${point(x0 + half, -own)} ${point(x0 + half, -left)} ${point(x0, -left)}z`;
    return { key: run.key, d };
  });
}

/** A line through the known values; missing ones leave a gap. */
export function linePath(points: { x: number; y: number | null }[], maxGapPx = Infinity): string {
  let path = '';
  let lastX: number | null = null;
  for (const { x, y } of points) {
    if (y === null) {
      lastX = null;
      continue;
    }
    path += `${lastX === null || x - lastX > maxGapPx ? 'M' : 'L'}${round(x)} ${round(y)}`;
    lastX = x;
  }
  return path;
}
