// Range functions: how points and intervals lie to each other (DMN 1.5 table 78).
import { compare, Range, type Value } from "../values";
import { declare, type Declarations } from "./signature";

/** Thrown where two ends cannot be compared; the function is then null. */
class NotComparable extends Error {}

function order(a: Value, b: Value): number {
  const result = compare(a, b);
  if (result === null) throw new NotComparable();
  return result;
}

const startOf = (r: Range): Value => r.start;
const endOf = (r: Range): Value => r.end;

function pointBeforePoint(a: Value, b: Value): boolean {
  return order(a, b) < 0;
}

function pointBeforeRange(point: Value, range: Range): boolean {
  const at = order(point, range.start);
  return at < 0 || (at === 0 && !range.startIncluded);
}

function rangeBeforePoint(range: Range, point: Value): boolean {
  const at = order(range.end, point);
  return at < 0 || (at === 0 && !range.endIncluded);
}

function rangeBeforeRange(a: Range, b: Range): boolean {
  const at = order(endOf(a), startOf(b));
  return at < 0 || (at === 0 && !(a.endIncluded && b.startIncluded));
}

function meets(a: Range, b: Range): boolean {
  return a.endIncluded && b.startIncluded && order(a.end, b.start) === 0;
}

function reaches(a: Range, b: Range): boolean {
  const at = order(a.end, b.start);
  return at > 0 || (at === 0 && a.endIncluded && b.startIncluded);
}

function overlaps(a: Range, b: Range): boolean {
  return reaches(a, b) && reaches(b, a);
}

function beginsBefore(a: Range, b: Range): boolean {
  const at = order(a.start, b.start);
  return at < 0 || (at === 0 && a.startIncluded && !b.startIncluded);
}

function endsNotAfter(a: Range, b: Range): boolean {
  const at = order(a.end, b.end);
  return at < 0 || (at === 0 && (!a.endIncluded || b.endIncluded));
}

function beginsNotBefore(a: Range, b: Range): boolean {
  const at = order(a.start, b.start);
  return at > 0 || (at === 0 && (!a.startIncluded || b.startIncluded));
}

function overlapsBefore(a: Range, b: Range): boolean {
  return beginsBefore(a, b) && reaches(a, b) && endsNotAfter(a, b);
}

function pointFinishes(point: Value, range: Range): boolean {
  return range.endIncluded && order(point, range.end) === 0;
}

function finishes(a: Range, b: Range): boolean {
  return a.endIncluded === b.endIncluded && order(a.end, b.end) === 0 && beginsNotBefore(a, b);
}

function pointWithin(point: Value, range: Range): boolean {
  const inside = range.includes(point);
  if (inside === null) throw new NotComparable();
  return inside;
}

function within(a: Range, b: Range): boolean {
  return beginsNotBefore(a, b) && endsNotAfter(a, b);
}

function pointStarts(point: Value, range: Range): boolean {
  return range.startIncluded && order(point, range.start) === 0;
}

function starts(a: Range, b: Range): boolean {
  return a.startIncluded === b.startIncluded && order(a.start, b.start) === 0 && endsNotAfter(a, b);
}

function coincides(a: Range, b: Range): boolean {
  const sameEnds = order(a.start, b.start) === 0 && order(a.end, b.end) === 0;
  return sameEnds && a.startIncluded === b.startIncluded && a.endIncluded === b.endIncluded;
}

type Relation<A, B> = (a: A, b: B) => boolean;

function orNull<A, B>(relation: Relation<A, B>): (a: A, b: B) => Value {
  return (a, b) => {
    try {
      return relation(a, b);
    } catch (error) {
      if (error instanceof NotComparable) return null;
      throw error;
    }
  };
}

function swapped<A, B>(relation: Relation<A, B>): Relation<B, A> {
  return (a, b) => relation(b, a);
}

const POINTS = "point1: point, point2: point";
const POINT_RANGE = "point: point, range: range";
const RANGE_POINT = "range: range, point: point";
const RANGES = "range1: range, range2: range";

function relations(): Declarations {
  return {
    [`before(${POINTS})`]: orNull(pointBeforePoint),
    [`before(${POINT_RANGE})`]: orNull(pointBeforeRange),
    [`before(${RANGE_POINT})`]: orNull(rangeBeforePoint),
    [`before(${RANGES})`]: orNull(rangeBeforeRange),
    [`after(${POINTS})`]: orNull(swapped(pointBeforePoint)),
    [`after(${POINT_RANGE})`]: orNull(swapped(rangeBeforePoint)),
    [`after(${RANGE_POINT})`]: orNull(swapped(pointBeforeRange)),
    [`after(${RANGES})`]: orNull(swapped(rangeBeforeRange)),
    [`meets(${RANGES})`]: orNull(meets),
    [`met by(${RANGES})`]: orNull(swapped(meets)),
    [`overlaps(${RANGES})`]: orNull(overlaps),
    [`overlaps before(${RANGES})`]: orNull(overlapsBefore),
    [`overlaps after(${RANGES})`]: orNull(swapped(overlapsBefore)),
    [`finishes(${POINT_RANGE})`]: orNull(pointFinishes),
    [`finishes(${RANGES})`]: orNull(finishes),
    [`finished by(${RANGE_POINT})`]: orNull(swapped(pointFinishes)),
    [`finished by(${RANGES})`]: orNull(swapped(finishes)),
    [`includes(${RANGE_POINT})`]: orNull(swapped(pointWithin)),
    [`includes(${RANGES})`]: orNull(swapped(within)),
    [`during(${POINT_RANGE})`]: orNull(pointWithin),
    [`during(${RANGES})`]: orNull(within),
    [`starts(${POINT_RANGE})`]: orNull(pointStarts),
    [`starts(${RANGES})`]: orNull(starts),
    [`started by(${RANGE_POINT})`]: orNull(swapped(pointStarts)),
    [`started by(${RANGES})`]: orNull(swapped(starts)),
    [`coincides(${POINTS})`]: orNull((a: Value, b: Value) => order(a, b) === 0),
    [`coincides(${RANGES})`]: orNull(coincides),
  };
}

export const rangeFunctions = declare(relations());
