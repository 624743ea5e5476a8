// Hours of the day as the person's own clock has them.

/** Values for the 24 hours of UTC, put in the order of the local hours of that day. In zones off by half an hour each local hour has that of the hour of UTC that begins within it. */
export function localHours<T>(values: T[], day: Date): T[] {
  const behind = Math.ceil(day.getTimezoneOffset() / 60);
  const count = values.length;
  return values.map((_, hour) => values[(((hour + behind) % count) + count) % count] as T);
}
