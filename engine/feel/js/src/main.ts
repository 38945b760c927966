// The bundle's face: everything Python calls takes JSON text and gives JSON text.
import { evaluate, fromJson, toJson, type Scope } from "./feel";
import * as decisions from "./dmn/index";
import * as filledForms from "./forms/index";

export const dmn = decisions;
export const forms = filledForms;

interface Question {
  expression: string;
  context: Record<string, unknown>;
}

function scopeOf(context: Record<string, unknown>): Scope {
  return new Map(Object.entries(context).map(([name, value]) => [name, fromJson(value)]));
}

function answerOne(question: Question): unknown {
  try {
    const { value, warnings } = evaluate(question.expression, scopeOf(question.context));
    return { value: toJson(value), warnings };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** `{"questions": [{"expression", "context"}]}` gives `[{"value", "warnings", "problem"?}]`. */
export function evaluateMany(request: string): string {
  const { questions } = JSON.parse(request) as { questions: Question[] };
  return JSON.stringify(questions.map(answerOne));
}
