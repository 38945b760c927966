// FEEL numbers: 34 significant decimal digits (DMN 1.5 §10.3.2.3.1).
// A whole number that a double holds exactly is kept as one, every other number as a Decimal. One number has one form,
// so `typeof` decides and the common case costs nothing.
import { Decimal as Library } from "decimal.js";

export const Decimal = Library.clone({ precision: 34, rounding: Library.ROUND_HALF_EVEN, maxE: 6144, minE: -6176 });
export type Decimal = Library;
export type Num = number | Decimal;

const LARGEST = new Decimal(Number.MAX_SAFE_INTEGER);

export function isNumber(value: unknown): value is Num {
  return typeof value === "number" || value instanceof Decimal;
}

/** The one form of a Decimal; null when it is not finite. */
export function tidy(value: Decimal): Num | null {
  if (!value.isFinite()) return null;
  if (value.isInteger() && value.abs().lte(LARGEST)) return value.toNumber() + 0;
  return value;
}

export function decimal(value: Num): Decimal {
  return typeof value === "number" ? new Decimal(value) : value;
}

/** Of decimal text as in a literal; null when it is too large. */
export function fromText(text: string): Num | null {
  return tidy(new Decimal(text).toSignificantDigits(34));
}

/** Of a JSON number: its shortest decimal text counts, so 0.1 is one tenth. */
export function fromDouble(value: number): Num | null {
  if (Number.isSafeInteger(value)) return value + 0;
  return Number.isFinite(value) ? fromText(String(value)) : null;
}

export function toDouble(value: Num): number {
  return typeof value === "number" ? value : value.toNumber();
}

/** The value as a whole number that a double holds, or null. */
export function wholeNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

export function text(value: Num): string {
  return typeof value === "number" ? String(value) : value.toFixed();
}

export function add(a: Num, b: Num): Num | null {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return tidy(decimal(a).plus(b));
}

export function subtract(a: Num, b: Num): Num | null {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return tidy(decimal(a).minus(b));
}

export function multiply(a: Num, b: Num): Num | null {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return tidy(decimal(a).times(b));
}

/** null for a division by zero. */
export function divide(a: Num, b: Num): Num | null {
  if (b === 0) return null;
  return tidy(decimal(a).div(b));
}

export function power(a: Num, b: Num): Num | null {
  return tidy(decimal(a).pow(b));
}

/** Of the sign of the divisor: `modulo(-12, 5)` is 3. null for a division by zero. */
export function modulo(a: Num, b: Num): Num | null {
  if (b === 0) return null;
  const divisor = decimal(b);
  const rest = decimal(a).mod(divisor);
  return tidy(rest.isZero() || rest.isNegative() === divisor.isNegative() ? rest : rest.plus(divisor));
}

export function compareNumbers(a: Num, b: Num): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  return decimal(a).cmp(b);
}

export function negate(a: Num): Num {
  return typeof a === "number" ? 0 - a : a.neg();
}

export const Rounding = {
  up: Library.ROUND_UP,
  down: Library.ROUND_DOWN,
  ceiling: Library.ROUND_CEIL,
  floor: Library.ROUND_FLOOR,
  halfUp: Library.ROUND_HALF_UP,
  halfDown: Library.ROUND_HALF_DOWN,
  halfEven: Library.ROUND_HALF_EVEN,
} as const;

/** Rounded to `scale` decimals (negative: to tens, hundreds …); null for a scale outside −6111..6176. */
export function round(value: Num, scale: Num, mode: Library.Rounding): Num | null {
  const places = decimal(scale).trunc().toNumber();
  if (places < -6111 || places > 6176) return null;
  if (places >= 0) return tidy(decimal(value).toDecimalPlaces(places, mode));
  const unit = new Decimal(10).pow(-places);
  return tidy(decimal(value).div(unit).toDecimalPlaces(0, mode).times(unit));
}
