// Whatever is exported here is callable from Python as `sopflow.dmn.<name>`; all take and give JSON text.
import { Program, Unresolved, type Invocable } from "./program";
import { Run, serviceParameters } from "./run";
import { Recorder } from "./trace";
import { fromJson, toJson, type Value } from "./values";
import type { Model } from "./wire";

interface Request {
  sha256: string;
  decision: string;
  context: Record<string, unknown>;
  open: boolean;
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

/** `{"unknown": "model" | "decision"}`, `{"broken": sentence}` or `{"result", "trace", "problems"}`. */
export function evaluate(text: string): string {
  const request = JSON.parse(text) as Request;
  const program = programs.get(request.sha256);
  if (program === undefined) return '{"unknown":"model"}';
  programs.delete(request.sha256);
  programs.set(request.sha256, program);
  const element = program.find(request.decision.trim().replace(/\s+/g, " "));
  if (element === undefined) return '{"unknown":"decision"}';
  try {
    return JSON.stringify(answer(program, element, request));
  } catch (error) {
    if (error instanceof Unresolved) return JSON.stringify({ broken: error.message });
    if (error instanceof RangeError) return JSON.stringify({ broken: "The decision calls itself without end." });
    throw error;
  }
}

function answer(program: Program, element: Invocable, request: Request): object {
  const recorder = new Recorder();
  const context = new Map(
    Object.entries(request.context).map(([name, value]) => [name.trim().replace(/\s+/g, " "), fromJson(value)]),
  );
  const run = new Run({ context, open: request.open }, recorder);
  const result = invoke(program, element, run, context);
  return { result: toJson(result), trace: recorder.decisions, problems: recorder.problems };
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
