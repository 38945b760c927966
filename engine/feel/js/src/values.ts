// What a FEEL value is, and what makes two of them equal or ordered (DMN 1.5 §10.3.2.2, table 54).
import { NANOS } from "./civil";
import { compareNumbers, isNumber, type Num } from "./numbers";
import {
  DaysDuration,
  FeelDate,
  FeelDateTime,
  FeelTime,
  isTemporal,
  MonthsDuration,
  type Temporal,
} from "./temporal";
import type { Type } from "./types";

export type Context = Map<string, Value>;
export type Value = null | boolean | Num | string | Temporal | Value[] | Context | Range | FeelFunction;

/** How two values can stand to each other. */
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** An interval. A null end is unbounded; `test` is the sign where it was written as a test, `< x`. */
export class Range {
  constructor(
    readonly start: Value,
    readonly end: Value,
    readonly startIncluded: boolean,
    readonly endIncluded: boolean,
    readonly test: Comparison | null = null,
  ) {}

  /** null where the value cannot be compared with the ends. */
  includes(value: Value): boolean | null {
    if (this.test === "=" || this.test === "!=") {
      const same = equals(value, this.start);
      return this.test === "=" || same === null ? same : !same;
    }
    if (value === null || (this.start === null && this.end === null)) return null;
    let inside = true;
    if (this.start !== null) {
      const order = compare(value, this.start);
      if (order === null) return null;
      inside = order > 0 || (order === 0 && this.startIncluded);
    }
    if (this.end !== null) {
      const order = compare(value, this.end);
      if (order === null) return null;
      inside &&= order < 0 || (order === 0 && this.endIncluded);
    }
    return inside;
  }
}

export interface Parameter {
  readonly name: string;
  readonly type: Type | null;
}

/** A function value. `apply` is handed as many values as there are parameters. */
export class FeelFunction {
  constructor(
    readonly parameters: readonly Parameter[],
    readonly apply: (args: Value[]) => Value,
    /** Of a built-in: binds arguments to one of its signatures; a string says why none fits. */
    readonly bind: ((args: Arguments) => Value[] | string) | null = null,
    readonly name: string = "",
    /** What its body is known to give; null where that shows only when it runs. */
    readonly result: Type | null = null,
  ) {}
}

/** What stands between the parentheses of an invocation. */
export type Arguments = { readonly positional: Value[] } | { readonly named: Map<string, Value> };

export type Kind =
  | "null"
  | "boolean"
  | "number"
  | "string"
  | "date"
  | "time"
  | "date and time"
  | "days and time duration"
  | "years and months duration"
  | "list"
  | "context"
  | "range"
  | "function";

export function kindOf(value: Value): Kind {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  if (isNumber(value)) return "number";
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "context";
  if (value instanceof FeelDate) return "date";
  if (value instanceof FeelTime) return "time";
  if (value instanceof FeelDateTime) return "date and time";
  if (value instanceof DaysDuration) return "days and time duration";
  if (value instanceof MonthsDuration) return "years and months duration";
  return value instanceof Range ? "range" : "function";
}

/** true, false, or null where the two are of different kinds. */
export function equals(a: Value, b: Value): boolean | null {
  if (a === null || b === null) return a === b;
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) === 0 : null;
  if (typeof a === "string" || typeof a === "boolean") return typeof a === typeof b ? a === b : null;
  if (Array.isArray(a)) return Array.isArray(b) ? listsEqual(a, b) : null;
  if (a instanceof Map) return b instanceof Map ? contextsEqual(a, b) : null;
  if (a instanceof Range) return b instanceof Range ? rangesEqual(a, b) : null;
  if (a instanceof FeelFunction) return b instanceof FeelFunction ? a === b : null;
  return isTemporal(b) ? temporalsEqual(a, b) : null;
}

function listsEqual(a: Value[], b: Value[]): boolean {
  return a.length === b.length && a.every((item, at) => equals(item, b[at]!) === true);
}

function contextsEqual(a: Context, b: Context): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined || equals(value, other) !== true) return false;
  }
  return true;
}

/** Also written alike: `(< 10)` has no start, the start of `(null..10)` is null (DMN 1.5 §10.3.2.7). */
function rangesEqual(a: Range, b: Range): boolean {
  return (
    a.test === b.test &&
    a.startIncluded === b.startIncluded &&
    a.endIncluded === b.endIncluded &&
    equals(a.start, b.start) === true &&
    equals(a.end, b.end) === true
  );
}

function temporalsEqual(a: Temporal, b: Temporal): boolean | null {
  if (a instanceof FeelDate && b instanceof FeelDate) return a.days === b.days;
  if (a instanceof FeelDateTime && b instanceof FeelDateTime)
    return (a.time.zone === null) === (b.time.zone === null) && sameSecond(a.instant, b.instant);
  if (a instanceof FeelTime && b instanceof FeelTime)
    return (a.zone === null) === (b.zone === null) && sameSecond(timeInstant(a), timeInstant(b));
  if (a instanceof DaysDuration && b instanceof DaysDuration) return a.nanos === b.nanos;
  if (a instanceof MonthsDuration && b instanceof MonthsDuration) return a.months === b.months;
  return null;
}

/**
 * Moments are equal by the seconds that they count from midnight or from 1970, whatever their clocks show: the
 * conformance tests read `value_t` and `value_dt` (DMN 1.5 §10.3.2.3) as whole seconds. Order and `is` see fractions too.
 */
function sameSecond(a: bigint, b: bigint): boolean {
  return a === b || secondOf(a) === secondOf(b);
}

function secondOf(nanos: bigint): bigint {
  return nanos < 0n ? (nanos + 1n) / NANOS - 1n : nanos / NANOS;
}

function orderOf(a: bigint | number, b: bigint | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Negative, zero or positive; null where the two cannot be ordered. */
export function compare(a: Value, b: Value): number | null {
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) : null;
  if (typeof a === "string") return typeof b === "string" ? compareStrings(a, b) : null;
  if (a instanceof FeelDate && b instanceof FeelDate) return orderOf(a.days, b.days);
  if (a instanceof FeelDateTime && b instanceof FeelDateTime) return compareDateTimes(a, b);
  if (a instanceof FeelTime && b instanceof FeelTime) return compareTimes(a, b);
  if (a instanceof DaysDuration && b instanceof DaysDuration) return orderOf(a.nanos, b.nanos);
  if (a instanceof MonthsDuration && b instanceof MonthsDuration) return orderOf(a.months, b.months);
  return null;
}

/** By code point, not by UTF-16 unit. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at > 0 && /[\uDC00-\uDFFF]/.test(a.charAt(at) + b.charAt(at))) at -= 1;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

function compareDateTimes(a: FeelDateTime, b: FeelDateTime): number | null {
  if ((a.time.zone === null) !== (b.time.zone === null)) return null;
  return orderOf(a.instant, b.instant);
}

function compareTimes(a: FeelTime, b: FeelTime): number | null {
  if ((a.zone === null) !== (b.zone === null)) return null;
  return orderOf(timeInstant(a), timeInstant(b));
}

/** Nanoseconds since midnight in UTC. A zone by id counts with its offset on 1970-01-01. */
export function timeInstant(time: FeelTime): bigint {
  return new FeelDateTime(new FeelDate(1970, 1, 1), time).instant;
}
