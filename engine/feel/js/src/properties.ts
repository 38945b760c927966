// Properties of temporal values and of intervals (DMN 1.5 tables 57–59).
import { weekday } from "./civil";
import { DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration } from "./temporal";
import { NANOS } from "./civil";
import { Range, type Value } from "./values";

type Properties<T> = Readonly<Record<string, (value: T) => Value>>;

const DATE: Properties<FeelDate> = {
  year: (date) => date.year,
  month: (date) => date.month,
  day: (date) => date.day,
  weekday: (date) => weekday(date.days),
};

const TIME: Properties<FeelTime> = {
  hour: (time) => time.hour,
  minute: (time) => time.minute,
  second: (time) => time.second,
  "time offset": (time) => (time.zone && "offset" in time.zone ? seconds(time.zone.offset) : null),
  timezone: (time) => (time.zone && "id" in time.zone ? time.zone.id : null),
};

const DAYS: Properties<DaysDuration> = {
  days: (duration) => signed(duration, Number(duration.parts.days)),
  hours: (duration) => signed(duration, duration.parts.hours),
  minutes: (duration) => signed(duration, duration.parts.minutes),
  seconds: (duration) => signed(duration, duration.parts.seconds),
};

const MONTHS: Properties<MonthsDuration> = {
  years: (duration) => Math.trunc(duration.months / 12) + 0,
  months: (duration) => (duration.months % 12) + 0,
};

const RANGE: Properties<Range> = {
  start: (range) => range.start,
  end: (range) => range.end,
  "start included": (range) => range.startIncluded,
  "end included": (range) => range.endIncluded,
};

function seconds(value: number): DaysDuration {
  return new DaysDuration(BigInt(value) * NANOS);
}

function signed(duration: DaysDuration, part: number): number {
  return duration.nanos < 0n ? 0 - part : part;
}

function pick<T>(properties: Properties<T>, value: T, name: string): Value | undefined {
  return Object.hasOwn(properties, name) ? properties[name]!(value) : undefined;
}

/** undefined where the value has no such property. */
export function property(value: Value, name: string): Value | undefined {
  if (value instanceof FeelDate) return pick(DATE, value, name);
  if (value instanceof FeelTime) return pick(TIME, value, name);
  if (value instanceof FeelDateTime) return pick(DATE, value.date, name) ?? pick(TIME, value.time, name);
  if (value instanceof DaysDuration) return pick(DAYS, value, name);
  if (value instanceof MonthsDuration) return pick(MONTHS, value, name);
  return value instanceof Range ? pick(RANGE, value, name) : undefined;
}
