// Numeric functions (DMN 1.5 table 75).
import { decimal, divide, modulo, negate, Rounding, round, tidy, wholeNumber, compareNumbers, type Num } from "../numbers";
import { warn } from "../run";
import { DaysDuration, MonthsDuration } from "../temporal";
import type { Value } from "../values";
import { declare } from "./signature";

type Mode = (typeof Rounding)[keyof typeof Rounding];

function rounding(mode: Mode): (n: Num, scale?: Num) => Value {
  return (n, scale = 0) => round(n, scale, mode) ?? warn("the scale is out of range");
}

function isOdd(n: Num): boolean | null {
  const rest = modulo(n, 2);
  return wholeNumber(rest) === null ? null : rest === 1;
}

function not(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function abs(value: Num | DaysDuration | MonthsDuration): Value {
  if (value instanceof DaysDuration) return new DaysDuration(value.nanos < 0n ? -value.nanos : value.nanos);
  if (value instanceof MonthsDuration) return new MonthsDuration(Math.abs(value.months));
  return compareNumbers(value, 0) < 0 ? negate(value) : value;
}

export const numericFunctions = declare({
  "decimal(n: number, scale: number)": rounding(Rounding.halfEven),
  "floor(n: number, scale?: number)": rounding(Rounding.floor),
  "ceiling(n: number, scale?: number)": rounding(Rounding.ceiling),
  "round up(n: number, scale: number)": rounding(Rounding.up),
  "round down(n: number, scale: number)": rounding(Rounding.down),
  "round half up(n: number, scale: number)": rounding(Rounding.halfUp),
  "round half down(n: number, scale: number)": rounding(Rounding.halfDown),
  "abs(n: number|days and time duration|years and months duration)": abs,
  "modulo(dividend: number, divisor: number)": (a: Num, b: Num) => modulo(a, b) ?? warn("division by zero"),
  "sqrt(number: number)": (n: Num) =>
    compareNumbers(n, 0) < 0 ? warn("a negative number has no square root") : tidy(decimal(n).sqrt()),
  "log(number: number)": (n: Num) =>
    compareNumbers(n, 0) <= 0 ? warn("only a positive number has a logarithm") : tidy(decimal(n).ln()),
  "exp(number: number)": (n: Num) => tidy(decimal(n).exp()),
  "odd(number: number)": isOdd,
  "even(number: number)": (n: Num) => not(isOdd(n)),
});

export function meanOf(sum: Num, count: number): Num | null {
  return divide(sum, count);
}
