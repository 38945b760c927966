// Days and times of the proleptic Gregorian calendar, for every year that FEEL allows.

export const NANOS = 1_000_000_000n;
export const SECONDS_A_DAY = 86_400;
export const LAST_YEAR = 999_999_999;

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970-01-01. Years begin in March here, so the leap day comes last. */
export function toDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function fromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Monday is 1, Sunday is 7. */
export function weekday(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** ISO 8601: the week with the year's first Thursday is week 1. */
export function isoWeek(days: number): number {
  const thursday = days - weekday(days) + 4;
  const { year } = fromDays(thursday);
  return Math.floor((thursday - toDays(year, 1, 1)) / 7) + 1;
}

const CYCLE = 400 * 365.2425 * SECONDS_A_DAY;
const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatterOf(id: string): Intl.DateTimeFormat | null {
  let formatter = formatters.get(id);
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat("en-US", {
        timeZone: id,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch {
      formatter = null;
    }
    if (formatters.size > 1000) formatters.clear();
    formatters.set(id, formatter);
  }
  return formatter;
}

export function isZoneId(id: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_+\-]*(\/[A-Za-z0-9_+\-]+)*$/.test(id) && formatterOf(id) !== null;
}

/** Seconds east of Greenwich at an instant (seconds since 1970). Years beyond 1800–2400 follow those of the cycle. */
export function offsetAt(id: string, instant: number): number {
  const earliest = -5_364_662_400;
  const latest = 13_569_465_600;
  let at = instant;
  if (at < earliest) at += Math.ceil((earliest - at) / CYCLE) * CYCLE;
  if (at > latest) at -= Math.ceil((at - latest) / CYCLE) * CYCLE;
  at = Math.floor(at);
  const parts: Record<string, number> = {};
  for (const part of formatterOf(id)?.formatToParts(at * 1000) ?? []) parts[part.type] = Number(part.value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return toDays(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second - at;
}

/** The offset that holds at a local time: in a gap or an overlap of clocks, the earlier one. */
export function offsetAtLocal(id: string, local: number): number {
  const before = offsetAt(id, local - SECONDS_A_DAY);
  if (offsetAt(id, local - before) === before) return before;
  const after = offsetAt(id, local + SECONDS_A_DAY);
  return offsetAt(id, local - after) === after ? after : before;
}
