// Local time of the recorded day: the server's zone by name where the browser knows it, else its fixed offset.

const MINUTE_MS = 60_000;

export interface Zone {
  /** Milliseconds east of UTC at that moment. */
  offsetMs(ms: number): number;
}

/** A zone by IANA name; unknown names fall back to the offset that the server gave for the day. */
export function makeZone(name: string, utcOffsetS: number): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch {
    return { offsetMs: () => utcOffsetS * 1000 };
  }
  // Offsets change only at quarter hours, so one look at the calendar serves fifteen minutes.
  const known = new Map<number, number>();
  const lookUp = (ms: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
    const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour, part.minute, part.second);
    return Math.round((wall - Math.floor(ms / 1000) * 1000) / MINUTE_MS) * MINUTE_MS;
  };
  return {
    offsetMs(ms) {
      const key = Math.floor(ms / (15 * MINUTE_MS));
      let offset = known.get(key);
      if (offset === undefined) known.set(key, (offset = lookUp(ms)));
      return offset;
    },
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `09:05`, or `09:05:30` with seconds. */
export function clock(zone: Zone, ms: number, withSeconds = false): string {
  const wall = new Date(ms + zone.offsetMs(ms));
  const minutes = `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;
  return withSeconds ? `${minutes}:${two(wall.getUTCSeconds())}` : minutes;
}

/** Hour of the local day, 0 to 23. */
export const localHour = (zone: Zone, ms: number): number => new Date(ms + zone.offsetMs(ms)).getUTCHours();

/** `2026-11-24` of that moment. */
export const localDate = (zone: Zone, ms: number): string => new Date(ms + zone.offsetMs(ms)).toISOString().slice(0, 10);

/** The moment at which the wall clock of `date` shows `time` (`HH:MM` or `HH:MM:SS`); `24:00` is the next midnight. */
export function momentOf(zone: Zone, date: string, time: string): number | null {
  const day = Date.parse(`${date}T00:00:00Z`);
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time);
  if (Number.isNaN(day) || !match) return null;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 24 || minutes > 59 || seconds > 59 || (hours === 24 && minutes + seconds > 0)) return null;
  const wall = day + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const first = wall - zone.offsetMs(wall);
  return wall - zone.offsetMs(first);
}

/** A date some days later or earlier. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** 0 = Monday to 6 = Sunday. */
export const weekday = (date: string): number => (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;

/** Milliseconds since 1970 of an RFC 3339 time. */
export const ms = (text: string): number => Date.parse(text);
