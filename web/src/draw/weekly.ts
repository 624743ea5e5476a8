// Days gathered into weeks.

import { shiftDate, weekday } from '../time/zone';

/** Sums by week, named by its Monday. */
export function weeklySums(dates: string[], columns: number[][]): { dates: string[]; columns: number[][] } {
  const sums = new Map<string, number[]>();
  dates.forEach((date, row) => {
    const monday = shiftDate(date, -weekday(date));
    const sum = sums.get(monday) ?? columns.map(() => 0);
    columns.forEach((column, place) => (sum[place] = (sum[place] ?? 0) + (column[row] ?? 0)));
    sums.set(monday, sum);
  });
  const mondays = [...sums.keys()].sort();
  return { dates: mondays, columns: columns.map((_, place) => mondays.map((monday) => sums.get(monday)?.[place] ?? 0)) };
}
