// The bundle's face: everything Python calls takes JSON text and gives JSON text.
import "./sealed";
import * as decisions from "./dmn/index";
import * as filledForms from "./forms/index";
import { builtinNames } from "./builtins/index";
import { setCalendar as setCalendarData, type CalendarData } from "./builtins/calendar";
import { offsetAt, NANOS } from "./civil";
import { evaluate, FeelSyntaxError, fromJson, fromWire, syntaxProblem, toJson, toWire, type Value } from "./feel";
import type { Dialect } from "./parse";
import { LazyContext } from "./scope";
import { FeelDateTime } from "./temporal";
import { parseDateTime } from "./temporal-text";

export const dmn = decisions;
export const forms = filledForms;
export const { askedAt } = filledForms;

/** The moment of an evaluation: an ISO text in UTC, and the id of the zone whose clocks `now()` shows. */
export interface Moment {
  now: string;
  zone: string;
}

export function momentOf({ now, zone }: Moment): FeelDateTime | null {
  const utc = parseDateTime(now);
  if (utc === null) return null;
  const offset = offsetAt(zone, Number(utc.instant / NANOS));
  return FeelDateTime.ofLocalNanos(utc.instant + BigInt(offset) * NANOS, { offset });
}

/** How a failed evaluation is told: `kind` is "syntax", "limit" or "problem". */
export function failure(error: unknown): { kind: string; problem: string } {
  const problem = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError) return { kind: "limit", problem: "the expression goes too deep" };
  return { kind: error instanceof FeelSyntaxError ? "syntax" : "problem", problem };
}

interface Batch extends Moment {
  contexts: Record<string, unknown>[];
  questions: [expression: string, context: number][];
}

/** Many expressions over JSON contexts: `[{"value", "read", "warnings"}]`, or `{"kind", "problem", "read"}` for one that failed. */
export function evaluateMany(request: string): string {
  const batch = JSON.parse(request) as Batch;
  const now = momentOf(batch);
  const contexts = batch.contexts.map((context) => ({
    raw: new Map<string, unknown>(Object.entries(context)),
    made: new Map<string, Value>(),
  }));
  const answers = batch.questions.map(([expression, at]) => {
    const { raw, made } = contexts[at]!;
    const names = new LazyContext(raw, made, fromJson);
    return JSON.stringify(answerOne(expression, names, now));
  });
  return `[${answers.join(",")}]`;
}

function answerOne(expression: string, names: LazyContext, now: FeelDateTime | null): unknown {
  try {
    const { value, warnings } = evaluate(expression, names, { now });
    return { value: toJson(value), warnings, read: [...names.read] };
  } catch (error) {
    return { ...failure(error), read: [...names.read] };
  }
}

/** One expression over a context of typed values, giving a typed value: see `json.ts`. */
export function evaluateTyped(request: string): string {
  const { expression, context, ...moment } = JSON.parse(request) as Moment & { expression: string; context: unknown };
  try {
    const names = fromWire(context) as Map<string, Value>;
    const { value, warnings } = evaluate(expression, names, { now: momentOf(moment) });
    return JSON.stringify({ value: toWire(value), warnings });
  } catch (error) {
    return JSON.stringify(failure(error));
  }
}

/** For each text the sentence that says why it is not FEEL and where, or null. */
export function parseProblems(request: string): string {
  const { sources, dialect, names } = JSON.parse(request) as { sources: string[]; dialect: Dialect; names: string[] };
  return JSON.stringify(sources.map((source) => syntaxProblem(source, dialect, names)?.message ?? null));
}

export function setCalendar(request: string): string {
  setCalendarData(JSON.parse(request) as CalendarData);
  return "null";
}

export function functionNames(): string {
  return JSON.stringify(builtinNames());
}
