// Working days. The calendar's data comes from Python (engine/timers/calendar.py); here are only its questions.
import { weekday } from "../civil";
import { toDouble, type Num } from "../numbers";
import { warn } from "../run";
import { FeelDate, FeelDateTime } from "../temporal";
import { parseDate } from "../temporal-text";
import type { Value } from "../values";
import { declare } from "./signature";

/** Days off within Monday to Friday, working Saturdays and Sundays, and the years for which both are known. */
export interface CalendarData {
  readonly off: readonly string[];
  readonly on: readonly string[];
  readonly years: readonly number[];
}

let off = new Set<number>();
let on = new Set<number>();
let years = new Set<number>();

function daysOf(dates: readonly string[]): Set<number> {
  return new Set(dates.map((text) => parseDate(text)!.days));
}

export function setCalendar(data: CalendarData): void {
  off = daysOf(data.off);
  on = daysOf(data.on);
  years = new Set(data.years);
}

function isWorkingDay(days: number): boolean {
  return on.has(days) || (weekday(days) < 6 && !off.has(days));
}

function warnOfYear(date: FeelDate): void {
  if (!years.has(date.year)) warn(`the working days of ${date.year} are not announced: Monday to Friday is assumed`);
}

function dateOf(value: FeelDate | FeelDateTime): FeelDate {
  return value instanceof FeelDateTime ? value.date : value;
}

function addWorkingDays(value: FeelDate | FeelDateTime, n: Num): Value {
  const count = toDouble(n);
  if (!Number.isInteger(count)) return warn("only whole days can be added");
  const date = dateOf(value);
  const step = count < 0 ? -1 : 1;
  let days = date.days;
  for (let left = Math.abs(count); left > 0; ) {
    days += step;
    if (isWorkingDay(days)) left -= 1;
  }
  const result = FeelDate.ofDays(days);
  if (result === null) return warn("the date is out of range");
  warnOfYear(date);
  if (result.year !== date.year) warnOfYear(result);
  return value instanceof FeelDateTime ? new FeelDateTime(result, value.time) : result;
}

/** Those after the first day up to and with the last; negative backwards. */
function workingDaysBetween(from: FeelDate | FeelDateTime, to: FeelDate | FeelDateTime): Value {
  const [start, end] = [dateOf(from), dateOf(to)];
  warnOfYear(start);
  if (start.year !== end.year) warnOfYear(end);
  const [low, high] = start.days <= end.days ? [start.days, end.days] : [end.days, start.days];
  let count = 0;
  for (let days = low + 1; days <= high; days += 1) if (isWorkingDay(days)) count += 1;
  return start.days <= end.days ? count : 0 - count;
}

export const calendarFunctions = declare({
  "is working day(date: date|date and time)": (date: FeelDate | FeelDateTime) => {
    warnOfYear(dateOf(date));
    return isWorkingDay(dateOf(date).days);
  },
  "add working days(date: date|date and time, days: number)": addWorkingDays,
  "count working days(from: date|date and time, to: date|date and time)": workingDaysBetween,
  "working days between(from: date|date and time, to: date|date and time)": workingDaysBetween,
});
