// Date and time functions (DMN 1.5 tables 72, 76, 79), and those of the working-day calendar.
import { daysInMonth, isoWeek, isZoneId, NANOS, offsetAt, toDays, weekday } from "../civil";
import { decimal, toDouble, type Num } from "../numbers";
import { currentRun, warn } from "../run";
import { DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration, UTC, zonesEqual, type Zone } from "../temporal";
import { makeDate, makeTime, parseDate, parseDateTime, parseDuration, parseTime } from "../temporal-text";
import { equals, kindOf, type Value } from "../values";
import { declare } from "./signature";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

function parsed(text: string, parse: (text: string) => Value, what: string): Value {
  return parse(text) ?? warn(`"${text}" is not a ${what}`);
}

function dateOf(year: Num, month: Num, day: Num): Value {
  return makeDate(toDouble(year), toDouble(month), toDouble(day)) ?? warn("there is no such date");
}

function timeOf(hour: Num, minute: Num, second: Num, offset: DaysDuration | null = null): Value {
  const whole = decimal(second).trunc();
  const nano = decimal(second).minus(whole).times(1e9).trunc().toNumber();
  const zone = offset && { offset: Number(offset.nanos / NANOS) };
  return makeTime(toDouble(hour), toDouble(minute), whole.toNumber(), nano, zone) ?? warn("there is no such time");
}

function timeFrom(value: FeelTime | FeelDateTime | FeelDate): FeelTime {
  if (value instanceof FeelDate) return new FeelTime(0, 0, 0, 0, UTC);
  return value instanceof FeelDateTime ? value.time : value;
}

function dateFrom(value: FeelDate | FeelDateTime): FeelDate {
  return value instanceof FeelDateTime ? value.date : value;
}

/** The same moment on the clocks of another zone; a value without a zone is taken to be of it. */
function inZone(value: FeelDateTime, id: string): Value {
  if (!isZoneId(id)) return warn(`there is no time zone "${id}"`);
  const zone: Zone = { id };
  if (value.offset === null) return FeelDateTime.ofLocalNanos(value.localNanos, zone);
  const offset = BigInt(offsetAt(id, Number(value.instant / NANOS)));
  return FeelDateTime.ofLocalNanos(value.instant + offset * NANOS, zone);
}

/** Whole months from day to day: the time of day and its zone do not count. */
function monthsBetween(from: FeelDate | FeelDateTime, to: FeelDate | FeelDateTime): Value {
  const [start, end] = [dateFrom(from), dateFrom(to)];
  const months = (end.year - start.year) * 12 + end.month - start.month;
  if (months > 0 && end.day < start.day) return new MonthsDuration(months - 1);
  return new MonthsDuration(months < 0 && end.day > start.day ? months + 1 : months);
}

/** The same element of the domain: of one kind and equal in every part, of a moment also in its offset or its zone's id. */
function is(a: Value, b: Value): boolean {
  if (kindOf(a) !== kindOf(b)) return false;
  if (a instanceof FeelDateTime && b instanceof FeelDateTime)
    return a.localNanos === b.localNanos && zonesEqual(a.time.zone, b.time.zone);
  if (a instanceof FeelTime && b instanceof FeelTime) return a.nanos === b.nanos && zonesEqual(a.zone, b.zone);
  return equals(a, b) === true;
}

function now(): Value {
  return currentRun().now ?? warn("the time is not known here");
}

function today(): Value {
  return currentRun().now?.date ?? warn("the date is not known here");
}

function lastDayOfMonth(date: FeelDate | FeelDateTime): FeelDate {
  const { year, month } = dateFrom(date);
  return new FeelDate(year, month, daysInMonth(year, month));
}

/** What Camunda 8 writes in timers: the ISO 8601 text of an interval that repeats, without a number for ever. */
function cycle(repetitions: Num | null, interval: DaysDuration | MonthsDuration): string {
  return `R${repetitions ?? ""}/${interval}`;
}

export const temporalFunctions = declare({
  "date(from: string)": (from: string) => parsed(from, parseDate, "date"),
  "date(from: date|date and time)": dateFrom,
  "date(year: number, month: number, day: number)": dateOf,
  "time(from: string)": (from: string) => parsed(from, parseTime, "time"),
  "time(from: time|date and time|date)": timeFrom,
  "time(hour: number, minute: number, second: number, offset?: days and time duration|null)": timeOf,
  "date and time(from: string)": (from: string) => parsed(from, parseDateTime, "date and time"),
  "date and time(from: date and time)": (from: FeelDateTime) => from,
  "date and time(date: date|date and time, time: time)": (date: FeelDate | FeelDateTime, time: FeelTime) =>
    new FeelDateTime(dateFrom(date), time),
  "date and time(date: date and time, timezone: string)": inZone,
  "duration(from: string)": (from: string) => parsed(from, parseDuration, "duration"),
  "duration(from: days and time duration|years and months duration)": (from: Value) => from,
  "years and months duration(from: date|date and time, to: date|date and time)": monthsBetween,
  "day of year(date: date|date and time)": (date: FeelDate | FeelDateTime) =>
    dateFrom(date).days - toDays(dateFrom(date).year, 1, 1) + 1,
  "day of week(date: date|date and time)": (date: FeelDate | FeelDateTime) => WEEKDAYS[weekday(dateFrom(date).days) - 1]!,
  "month of year(date: date|date and time)": (date: FeelDate | FeelDateTime) => MONTHS[dateFrom(date).month - 1]!,
  "week of year(date: date|date and time)": (date: FeelDate | FeelDateTime) => isoWeek(dateFrom(date).days),
  "last day of month(date: date|date and time)": lastDayOfMonth,
  "cycle(interval: days and time duration|years and months duration)": (interval: DaysDuration) => cycle(null, interval),
  "cycle(repetitions: number|null, interval: days and time duration|years and months duration)": cycle,
  "is(value1: any, value2: any)": is,
  "now()": now,
  "today()": today,
});
