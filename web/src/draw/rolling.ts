// A calm line through restless days.

/** Mean of the known values among this day and the six before it; `null` where fewer than three are known. */
export function rollingMean(dates: string[], values: (number | null)[], days = 7): (number | null)[] {
  const moments = dates.map((date) => Date.parse(`${date}T12:00:00Z`));
  return dates.map((_, row) => {
    const known: number[] = [];
    for (let other = row; other >= 0 && (moments[row] ?? 0) - (moments[other] ?? 0) < (days - 0.5) * 86_400_000; other--) {
      const value = values[other];
      if (value !== null && value !== undefined) known.push(value);
    }
    return known.length < 3 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
