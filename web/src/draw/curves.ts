// Curves of several runs on one axis of steps.

import type { CurvePoint } from '../api/types';

export interface CurveLine { run: string; points: CurvePoint[] }
export interface Curve { name: string; lines: CurveLine[] }

/** One curve for each name, with a line for each run that has it; names and runs keep their order. */
export function curvesOf(runs: { id: string; curves: Record<string, CurvePoint[]> }[]): Curve[] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.curves)))].sort();
  return names.map((name) => ({
    name,
    lines: runs.flatMap((run) => { const points = run.curves[name]; return points && points.length > 0 ? [{ run: run.id, points }] : []; }),
  }));
}

/** All steps once, ascending, and the value of each line there; null where a line has none. */
export function aligned(lines: CurveLine[]): { steps: number[]; values: (number | null)[][] } {
  const steps = [...new Set(lines.flatMap((line) => line.points.map((point) => point.step)))].sort((one, other) => one - other);
  const values = lines.map((line) => {
    const at = new Map(line.points.map((point) => [point.step, point.value]));
    return steps.map((step) => at.get(step) ?? null);
  });
  return { steps, values };
}

/** The part of a run's name that tells it apart: the date and the model are said elsewhere. */
export const shortName = (id: string): string => id.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})/, '$1 $2:$3:$4');

/** How many places after the point tell figures of runs apart: they are errors in pixels as well as shares. */
export const places = (value: number): number => (Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 4);
