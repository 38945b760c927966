// Arithmetic, three-valued logic and tests (DMN 1.5 §10.3.2.5, tables 50–56).
import { daysInMonth, NANOS, SECONDS_A_DAY } from "./civil";
import * as numbers from "./numbers";
import { decimal, isNumber, type Num } from "./numbers";
import { warn } from "./run";
import {
  atMidnight,
  DaysDuration,
  FeelDate,
  FeelDateTime,
  FeelTime,
  MonthsDuration,
} from "./temporal";
import { makeDate } from "./temporal-text";
import { compare, equals, kindOf, Range, timeInstant, type Comparison, type Value } from "./values";

const DAY = BigInt(SECONDS_A_DAY) * NANOS;

function refuse(sign: string, a: Value, b: Value): null {
  return warn(`${kindOf(a)} ${sign} ${kindOf(b)} has no value`);
}

/** A date or a date and time, so many months later: past the month's end it is the month's last day. */
export function plusMonths(value: FeelDate | FeelDateTime, months: number): FeelDate | FeelDateTime | null {
  const date = value instanceof FeelDate ? value : value.date;
  const all = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(all / 12);
  const month = all - year * 12 + 1;
  const moved = makeDate(year, month, Math.min(date.day, daysInMonth(year, month)));
  return moved && (value instanceof FeelDate ? moved : new FeelDateTime(moved, value.time));
}

function plusNanos(value: Value, nanos: bigint): Value {
  if (value instanceof FeelDateTime) return FeelDateTime.ofLocalNanos(value.localNanos + nanos, value.time.zone);
  if (value instanceof FeelTime) return FeelTime.ofNanos((((value.nanos + nanos) % DAY) + DAY) % DAY, value.zone);
  if (!(value instanceof FeelDate)) return null;
  return FeelDateTime.ofLocalNanos(atMidnight(value).localNanos + nanos, null)?.date ?? null;
}

function shift(value: Value, by: DaysDuration | MonthsDuration, sign: 1 | -1): Value | undefined {
  if (by instanceof DaysDuration && (value instanceof FeelDate || value instanceof FeelDateTime || value instanceof FeelTime))
    return plusNanos(value, by.nanos * BigInt(sign));
  if (by instanceof MonthsDuration && (value instanceof FeelDate || value instanceof FeelDateTime))
    return plusMonths(value, by.months * sign);
  return undefined;
}

function isDuration(value: Value): value is DaysDuration | MonthsDuration {
  return value instanceof DaysDuration || value instanceof MonthsDuration;
}

export function add(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return numbers.add(a, b);
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (a instanceof DaysDuration && b instanceof DaysDuration) return new DaysDuration(a.nanos + b.nanos);
  if (a instanceof MonthsDuration && b instanceof MonthsDuration) return new MonthsDuration(a.months + b.months);
  const moved = isDuration(b) ? shift(a, b, 1) : isDuration(a) ? shift(b, a, 1) : undefined;
  return moved === undefined ? refuse("+", a, b) : moved;
}

export function subtract(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return numbers.subtract(a, b);
  if (a instanceof DaysDuration && b instanceof DaysDuration) return new DaysDuration(a.nanos - b.nanos);
  if (a instanceof MonthsDuration && b instanceof MonthsDuration) return new MonthsDuration(a.months - b.months);
  const moved = isDuration(b) ? shift(a, b, -1) : between(a, b);
  return moved === undefined ? refuse("-", a, b) : moved;
}

/** The time from b to a. Two moments of which only one has a zone have none. */
function between(a: Value, b: Value): Value | undefined {
  if (a instanceof FeelTime && b instanceof FeelTime) {
    if ((a.zone === null) !== (b.zone === null)) return undefined;
    return new DaysDuration(timeInstant(a) - timeInstant(b));
  }
  const later = a instanceof FeelDate ? atMidnight(a) : a;
  const earlier = b instanceof FeelDate ? atMidnight(b) : b;
  if (!(later instanceof FeelDateTime && earlier instanceof FeelDateTime)) return undefined;
  if ((later.time.zone === null) !== (earlier.time.zone === null)) return undefined;
  return new DaysDuration(later.instant - earlier.instant);
}

export function multiply(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return numbers.multiply(a, b);
  if (isDuration(a) && isNumber(b)) return scale(a, decimal(b));
  if (isNumber(a) && isDuration(b)) return scale(b, decimal(a));
  return refuse("*", a, b);
}

function scale(duration: DaysDuration | MonthsDuration, factor: numbers.Decimal): Value {
  if (duration instanceof DaysDuration) {
    const nanos = new numbers.Decimal(duration.nanos.toString()).times(factor).trunc();
    return nanos.isFinite() ? new DaysDuration(BigInt(nanos.toFixed())) : null;
  }
  const months = factor.times(duration.months).trunc();
  return months.isFinite() && months.abs().lte(Number.MAX_SAFE_INTEGER) ? new MonthsDuration(months.toNumber() + 0) : null;
}

export function divide(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return numbers.divide(a, b) ?? warn("division by zero");
  if (isDuration(a) && isNumber(b)) return b === 0 ? warn("division by zero") : scaleDown(a, b);
  if (a instanceof DaysDuration && b instanceof DaysDuration)
    return quotient(new numbers.Decimal(a.nanos.toString()), new numbers.Decimal(b.nanos.toString()));
  if (a instanceof MonthsDuration && b instanceof MonthsDuration) return numbers.divide(a.months, b.months);
  return refuse("/", a, b);
}

function scaleDown(duration: DaysDuration | MonthsDuration, by: Num): Value {
  const all = new numbers.Decimal(duration instanceof DaysDuration ? duration.nanos.toString() : duration.months);
  const part = all.div(by).trunc();
  return duration instanceof DaysDuration ? new DaysDuration(BigInt(part.toFixed())) : new MonthsDuration(part.toNumber() + 0);
}

function quotient(a: numbers.Decimal, b: numbers.Decimal): Num | null {
  return b.isZero() ? warn("division by zero") : numbers.tidy(a.div(b));
}

export function power(a: Value, b: Value): Value {
  return isNumber(a) && isNumber(b) ? numbers.power(a, b) : refuse("**", a, b);
}

export function negate(value: Value): Value {
  if (isNumber(value)) return numbers.negate(value);
  if (value instanceof DaysDuration) return new DaysDuration(-value.nanos);
  if (value instanceof MonthsDuration) return new MonthsDuration(0 - value.months);
  return value === null ? null : warn(`-${kindOf(value)} has no value`);
}

/** null counts as unknown, and so does whatever is not a boolean. */
export function and(a: Value, b: Value): boolean | null {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : null;
}

export function or(a: Value, b: Value): boolean | null {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : null;
}

export function not(value: Value): boolean | null {
  return typeof value === "boolean" ? !value : null;
}

export function compareBy(sign: Comparison, a: Value, b: Value): boolean | null {
  if (sign === "=" || sign === "!=") {
    const same = equals(a, b);
    if (same === null) return refuse(sign, a, b);
    return sign === "=" ? same : !same;
  }
  const order = compare(a, b);
  if (order === null) return refuse(sign, a, b);
  if (order === 0) return sign === "<=" || sign === ">=";
  return order < 0 === sign.startsWith("<");
}

/** The interval that a test such as `< 5` stands for. */
export function testRange(sign: Comparison, end: Value): Range {
  switch (sign) {
    case "=":
    case "!=":
      return new Range(end, end, true, true, sign);
    case "<":
    case "<=":
      return new Range(null, end, false, sign === "<=", sign);
    default:
      return new Range(end, null, sign === ">=", false, sign);
  }
}

/**
 * Does `value` pass a test whose own value is `test`? Only a test that asks about its input, by `?`, may answer with true:
 * any other boolean is a value to be equal to (DMN 1.5 §10.3.1.3, rule 7). One that asks and gets no answer (null: the
 * input is of another type) passes nothing, an absent input neither: a rule must not match because its test failed.
 */
export function passes(value: Value, test: Value, asks: boolean): boolean | null {
  if (asks && (typeof test === "boolean" || test === null)) return test;
  if (test instanceof Range && !(value instanceof Range)) return test.includes(value);
  if (Array.isArray(test)) return passesAny(value, test);
  return equals(value, test);
}

function passesAny(value: Value, tests: Value[]): boolean {
  if (Array.isArray(value) && equals(value, tests) === true) return true;
  return tests.some((test) => isIn(value, test) === true);
}

function isIn(value: Value, test: Value): boolean | null {
  return test instanceof Range && !(value instanceof Range) ? test.includes(value) : equals(value, test);
}
