// The temporal values of FEEL (DMN 1.5 §10.3.2.3): they carry what was written, to the nanosecond.
import { fromDays, LAST_YEAR, NANOS, offsetAtLocal, SECONDS_A_DAY, toDays } from "./civil";

/** Seconds east of Greenwich, or the id of a zone; the two are never equal, even where they agree. */
export type Zone = { readonly offset: number } | { readonly id: string };

export class FeelDate {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {}

  static ofDays(days: number): FeelDate | null {
    const { year, month, day } = fromDays(days);
    return Math.abs(year) > LAST_YEAR ? null : new FeelDate(year, month, day);
  }

  get days(): number {
    return toDays(this.year, this.month, this.day);
  }

  toString(): string {
    const year = String(Math.abs(this.year)).padStart(4, "0");
    return `${this.year < 0 ? "-" : ""}${year}-${two(this.month)}-${two(this.day)}`;
  }
}

export class FeelTime {
  constructor(
    readonly hour: number,
    readonly minute: number,
    readonly second: number,
    readonly nano: number,
    readonly zone: Zone | null,
  ) {}

  static ofNanos(nanos: bigint, zone: Zone | null): FeelTime {
    const seconds = Number(nanos / NANOS);
    const nano = Number(nanos % NANOS);
    return new FeelTime(Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, nano, zone);
  }

  get secondOfDay(): number {
    return this.hour * 3600 + this.minute * 60 + this.second;
  }

  /** Nanoseconds since midnight. */
  get nanos(): bigint {
    return BigInt(this.secondOfDay) * NANOS + BigInt(this.nano);
  }

  toString(): string {
    const fraction = this.nano ? `.${String(this.nano).padStart(9, "0").replace(/0+$/, "")}` : "";
    return `${two(this.hour)}:${two(this.minute)}:${two(this.second)}${fraction}${zoneText(this.zone)}`;
  }
}

export class FeelDateTime {
  constructor(
    readonly date: FeelDate,
    readonly time: FeelTime,
  ) {}

  /** Of nanoseconds since 1970-01-01T00:00:00 of the local clock. */
  static ofLocalNanos(nanos: bigint, zone: Zone | null): FeelDateTime | null {
    const day = BigInt(SECONDS_A_DAY) * NANOS;
    const rest = ((nanos % day) + day) % day;
    const date = FeelDate.ofDays(Number((nanos - rest) / day));
    return date && new FeelDateTime(date, FeelTime.ofNanos(rest, zone));
  }

  get localNanos(): bigint {
    return BigInt(this.date.days) * BigInt(SECONDS_A_DAY) * NANOS + this.time.nanos;
  }

  /** Nanoseconds since 1970 in UTC; a value without a zone counts as UTC. */
  get instant(): bigint {
    return this.localNanos - BigInt(this.offset ?? 0) * NANOS;
  }

  /** Seconds east of Greenwich at this moment; null without a zone. */
  get offset(): number | null {
    const { zone } = this.time;
    if (zone === null) return null;
    if ("offset" in zone) return zone.offset;
    return offsetAtLocal(zone.id, this.date.days * SECONDS_A_DAY + this.time.secondOfDay);
  }

  toString(): string {
    return `${this.date}T${this.time}`;
  }
}

/** A days and time duration. */
export class DaysDuration {
  constructor(readonly nanos: bigint) {}

  get parts(): { days: bigint; hours: number; minutes: number; seconds: number; nano: number } {
    const all = this.nanos < 0n ? -this.nanos : this.nanos;
    const seconds = all / NANOS;
    const rest = Number(seconds % BigInt(SECONDS_A_DAY));
    return {
      days: seconds / BigInt(SECONDS_A_DAY),
      hours: Math.floor(rest / 3600),
      minutes: Math.floor(rest / 60) % 60,
      seconds: rest % 60,
      nano: Number(all % NANOS),
    };
  }

  toString(): string {
    const { days, hours, minutes, seconds, nano } = this.parts;
    const fraction = nano ? `.${String(nano).padStart(9, "0").replace(/0+$/, "")}` : "";
    let time = "";
    if (hours) time += `${hours}H`;
    if (minutes) time += `${minutes}M`;
    if (seconds || fraction) time += `${seconds}${fraction}S`;
    if (!time && days === 0n) return "PT0S";
    return `${this.nanos < 0n ? "-" : ""}P${days ? `${days}D` : ""}${time && `T${time}`}`;
  }
}

/** A years and months duration. */
export class MonthsDuration {
  constructor(readonly months: number) {}

  toString(): string {
    const all = Math.abs(this.months);
    const years = Math.floor(all / 12);
    const months = all % 12;
    if (all === 0) return "P0M";
    return `${this.months < 0 ? "-" : ""}P${years ? `${years}Y` : ""}${months ? `${months}M` : ""}`;
  }
}

export type Temporal = FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration;

export const UTC: Zone = { offset: 0 };

export function isTemporal(value: unknown): value is Temporal {
  return (
    value instanceof FeelDate ||
    value instanceof FeelTime ||
    value instanceof FeelDateTime ||
    value instanceof DaysDuration ||
    value instanceof MonthsDuration
  );
}

export function zonesEqual(a: Zone | null, b: Zone | null): boolean {
  if (a === null || b === null) return a === b;
  if ("id" in a) return "id" in b && a.id === b.id;
  return "offset" in b && a.offset === b.offset;
}

/** A date stands for its midnight in UTC where a date and time is asked for. */
export function atMidnight(date: FeelDate): FeelDateTime {
  return new FeelDateTime(date, new FeelTime(0, 0, 0, 0, UTC));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function zoneText(zone: Zone | null): string {
  if (zone === null) return "";
  if ("id" in zone) return `@${zone.id}`;
  if (zone.offset === 0) return "Z";
  const all = Math.abs(zone.offset);
  const seconds = all % 60 ? `:${two(all % 60)}` : "";
  return `${zone.offset < 0 ? "-" : "+"}${two(Math.floor(all / 3600))}:${two(Math.floor(all / 60) % 60)}${seconds}`;
}
