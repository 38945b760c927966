// Whatever is exported here is callable from Python as `sopflow.dmn.<name>`; all take and give JSON text.
import { momentOf, type Moment } from "../main";
import { check as checkModel } from "./check";
import { Broken, Program, type Invocable } from "./program";
import { Run, serviceParameters } from "./run";
import { Recorder } from "./trace";
import { fromJson, fromWire, toJson, toWire, type Context, type Value } from "./values";
import type { Model } from "./wire";

interface Request extends Moment {
  sha256: string;
  decision: string;
  context: unknown;
  /** Every decision sees the whole context, as in Camunda 8. */
  open: boolean;
  /** The context holds typed values and so does the answer (`json.ts`); otherwise plain JSON. */
  typed: boolean;
}

const MAX_PROGRAMS = 200;
const programs = new Map<string, Program>();

/** Compile a model and keep it under its hash. The longest unused goes when there are too many. */
export function load(model: string): string {
  const parsed = JSON.parse(model) as Model;
  programs.set(parsed.sha256, new Program(parsed));
  if (programs.size > MAX_PROGRAMS) programs.delete(programs.keys().next().value as string);
  return "{}";
}

/** Texts that are not FEEL: `[{"owner", "id", "text", "problem"}]`. */
export function check(model: string): string {
  return JSON.stringify(checkModel(JSON.parse(model) as Model));
}

/** `{"unknown": "model" | "decision"}`, `{"broken": sentence}` or `{"result", "trace", "problems"}`. */
export function evaluate(text: string): string {
  const request = JSON.parse(text) as Request;
  const program = programs.get(request.sha256);
  if (program === undefined) return '{"unknown":"model"}';
  programs.delete(request.sha256);
  programs.set(request.sha256, program);
  const element = program.find(collapse(request.decision));
  if (element === undefined) return '{"unknown":"decision"}';
  try {
    return JSON.stringify(answer(program, element, request));
  } catch (error) {
    if (error instanceof Broken) return JSON.stringify({ broken: error.message });
    if (error instanceof RangeError) return JSON.stringify({ broken: "The decision calls itself without end." });
    throw error;
  }
}

function collapse(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}

function answer(program: Program, element: Invocable, request: Request): object {
  const recorder = new Recorder();
  const given = (request.typed ? fromWire(request.context) : fromJson(request.context)) as Context;
  const context = new Map([...given].map(([name, value]) => [collapse(name), value]));
  const { open, typed } = request;
  const run = new Run({ context, open, admits: !typed, decided: typed, now: momentOf(request) }, recorder);
  const result = invoke(program, element, run, context);
  return {
    result: request.typed ? toWire(result) : toJson(result),
    trace: recorder.decisions,
    problems: recorder.problems,
  };
}

function invoke(program: Program, element: Invocable, run: Run, context: Map<string, Value>): Value {
  if (program.isDecision(element)) return run.decision(program, element);
  if ("outputs" in element) {
    const given = serviceParameters(program, element).map(({ element: parameter, home }) =>
      home.types.admit(context.get(parameter.variable.name) ?? null, parameter.variable.type),
    );
    return run.service(program, element, given);
  }
  return run.knowledgeResult(program, element, context);
}
