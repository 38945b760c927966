// Text to temporal values, as strict as XML Schema: what is not exactly a value is null.
import { daysInMonth, isZoneId, LAST_YEAR, NANOS } from "./civil";
import { DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration, UTC, type Temporal, type Zone } from "./temporal";

const DATE = /^(-?)([1-9]\d{4,8}|\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|z|[+-]\d{2}:\d{2}(?::\d{2})?|@.+)?$/;
const MONTHS = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?$/;
const DAYS = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$/;

export function makeDate(year: number, month: number, day: number): FeelDate | null {
  if (![year, month, day].every(Number.isInteger) || Math.abs(year) > LAST_YEAR) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return new FeelDate(year, month, day);
}

export function parseDate(text: string): FeelDate | null {
  const match = DATE.exec(text);
  return match && makeDate(Number(match[1] + match[2]!), Number(match[3]), Number(match[4]));
}

export function makeTime(hour: number, minute: number, second: number, nano: number, zone: Zone | null): FeelTime | null {
  if (![hour, minute, second, nano].every(Number.isInteger)) return null;
  const right = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return right ? new FeelTime(hour, minute, second, nano, zone) : null;
}

function parseZone(text: string): Zone | null {
  if (text === "Z" || text === "z") return UTC;
  if (text.startsWith("@")) return isZoneId(text.slice(1)) ? { id: text.slice(1) } : null;
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(":").map(Number);
  if (hours > 18 || minutes > 59 || seconds > 59) return null;
  const offset = hours * 3600 + minutes * 60 + seconds;
  if (offset > 18 * 3600) return null;
  return { offset: offset && (text.startsWith("-") ? -offset : offset) };
}

function nanosOf(fraction: string | undefined): number {
  return Number((fraction ?? "").slice(0, 9).padEnd(9, "0"));
}

/** `24:00:00` is the midnight that ends a day; as a time of day it is `00:00:00` (XML Schema 1.1, 3.3.8). */
const DAYS_END = /^24(?=:00:00(?:\.0+)?(?![.\d]))/;

export function parseTime(text: string): FeelTime | null {
  const match = TIME.exec(text.replace(DAYS_END, "00"));
  if (!match) return null;
  const [, hour, minute, second, fraction, zoneText] = match;
  const zone = zoneText === undefined ? null : parseZone(zoneText);
  if (zoneText !== undefined && zone === null) return null;
  return makeTime(Number(hour), Number(minute), Number(second), nanosOf(fraction), zone);
}

/** A date alone means its midnight. */
export function parseDateTime(text: string): FeelDateTime | null {
  const [dateText = "", timeText, ...rest] = splitOnce(text);
  const date = parseDate(dateText);
  if (!date || rest.length) return null;
  const time = timeText === undefined ? new FeelTime(0, 0, 0, 0, null) : parseTime(timeText);
  if (time === null) return null;
  const day = timeText?.startsWith("24") ? FeelDate.ofDays(date.days + 1) : date;
  return day && new FeelDateTime(day, time);
}

function splitOnce(text: string): string[] {
  const at = text.indexOf("T");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

export function parseDuration(text: string): DaysDuration | MonthsDuration | null {
  const months = MONTHS.exec(text);
  if (months && (months[2] ?? months[3]) !== undefined) {
    const all = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0);
    return Number.isSafeInteger(all) ? new MonthsDuration(months[1] && all ? -all : all) : null;
  }
  const days = DAYS.exec(text);
  if (!days || text.endsWith("T") || days.slice(2).every((part) => part === undefined)) return null;
  const seconds =
    BigInt(days[2] ?? 0) * 86_400n + BigInt(days[3] ?? 0) * 3600n + BigInt(days[4] ?? 0) * 60n + BigInt(days[5] ?? 0);
  const nanos = seconds * NANOS + BigInt(nanosOf(days[6]));
  return new DaysDuration(days[1] ? -nanos : nanos);
}

/** What `@"…"` means: the one kind of value whose text it is. */
export function parseAt(text: string): Temporal | null {
  if (/^-?P/.test(text)) return parseDuration(text);
  return parseDate(text) ?? (text.includes("T") ? parseDateTime(text) : null) ?? parseTime(text);
}
