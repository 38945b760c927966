// Boxed expressions: one evaluator per kind (DMN 10.2.2).
import { Frame } from "./frame";
import { evaluateTable } from "./table";
import type {
  Conditional,
  Context,
  Expression,
  Filter,
  FunctionDefinition,
  Invocation,
  Iteration,
  ListExpression,
  Literal,
  Relation,
  Variable,
} from "./wire";
import { makeFunction } from "./functions";
import { callNamed, elements, isContext, isFunction, type Context as Entries, type Value } from "./values";

type Evaluators = { [K in Expression["kind"]]: (expression: Extract<Expression, { kind: K }>, frame: Frame) => Value };

const EVALUATORS: Evaluators = {
  literal: (expression: Literal, frame) => frame.feel(expression.text, expression.id),
  table: (expression, frame) => evaluateTable(expression, frame),
  context: evaluateContext,
  invocation: evaluateInvocation,
  relation: evaluateRelation,
  list: (expression: ListExpression, frame) => expression.items.map((item) => evaluateBoxed(item, frame)),
  function: makeDefined,
  if: evaluateConditional,
  iteration: evaluateIteration,
  filter: evaluateFilter,
};

/** The value of a boxed expression, made to fit the type that it names; null when there is no expression. */
export function evaluateBoxed(expression: Expression | null, frame: Frame): Value {
  if (expression === null) return null;
  const evaluator = EVALUATORS[expression.kind] as (expression: Expression, frame: Frame) => Value;
  const value = evaluator(expression, frame);
  // A function definition's type tells what the function gives, or a function type: its calls see to it.
  return expression.kind === "function" ? value : frame.fit(value, expression.type, describe(expression));
}

function describe(expression: Expression): string {
  return expression.id === null ? "an expression" : `'${expression.id}'`;
}

function evaluateContext(expression: Context, frame: Frame): Value {
  const entries: Entries = new Map();
  let inner = frame;
  for (const { variable, expression: entry } of expression.entries) {
    if (variable === null || variable.name === "") return evaluateBoxed(entry, inner);
    const value = fitEntry(evaluateBoxed(entry, inner), variable, inner);
    entries.set(variable.name, value);
    inner = inner.with([[variable.name, value]]);
  }
  return entries;
}

/** The variable of a function may be typed as what the function gives (DMN 1.1). */
function fitEntry(value: Value, { name, type }: Variable, frame: Frame): Value {
  return isFunction(value) ? value : frame.fit(value, type, `'${name}'`);
}

function evaluateInvocation(expression: Invocation, frame: Frame): Value {
  const callee = evaluateBoxed(expression.called, frame);
  if (!isFunction(callee)) {
    frame.recorder.problem(`The invocation ${describe(expression)} calls something that is not a function.`);
    return null;
  }
  const bindings = new Map<string, Value>();
  for (const { parameter, expression: argument } of expression.bindings) {
    bindings.set(parameter, evaluateBoxed(argument, frame));
  }
  const wanted = callee.parameters.map(({ name }) => name);
  const isBuiltIn = callee.name !== "";
  if (!isBuiltIn && (bindings.size !== wanted.length || !wanted.every((name) => bindings.has(name)))) {
    frame.recorder.problem(`The invocation ${describe(expression)} must bind exactly: ${wanted.join(", ") || "nothing"}.`);
    return null;
  }
  return callNamed(callee, bindings);
}

function evaluateRelation(expression: Relation, frame: Frame): Value {
  return expression.rows.map((row) => {
    const entries = expression.columns.map((column, index): [string, Value] => {
      const value = evaluateBoxed(row[index] ?? null, frame);
      return [column.name, frame.fit(value, column.type, `the column '${column.name}'`)];
    });
    return new Map(entries);
  });
}

/**
 * A function of FEEL logic; other languages would run code from a file, which is never done. `declared`: a further
 * type of the function, that of the variable which holds it.
 */
export function makeDefined(definition: FunctionDefinition, frame: Frame, declared: string | null = null): Value {
  if (definition.language !== "FEEL") {
    frame.recorder.problem(
      `The function '${definition.id ?? ""}' is written in ${definition.language}; only FEEL is run.`,
    );
    return null;
  }
  const { parameters, body, type } = definition;
  return makeFunction(
    parameters.map(({ name, type: wanted }) => ({ name, type: wanted, types: frame.types })),
    (values) => {
      const inner = frame.with(parameters.map(({ name }, index): [string, Value] => [name, values[index] ?? null]));
      return frame.types.coerceResult(frame.types.coerceResult(evaluateBoxed(body, inner), type), declared);
    },
  );
}

function evaluateConditional(expression: Conditional, frame: Frame): Value {
  const condition = evaluateBoxed(expression.condition, frame) ?? false;
  if (typeof condition !== "boolean") return notBoolean("if", expression, frame);
  return evaluateBoxed(condition ? expression.then : expression.otherwise, frame);
}

function notBoolean(part: string, expression: Expression, frame: Frame): null {
  frame.recorder.problem(`The ${part} of ${describe(expression)} is neither true nor false.`);
  return null;
}

function evaluateIteration(expression: Iteration, frame: Frame): Value {
  const list = elements(evaluateBoxed(expression.collection, frame));
  if (list === null) return null;
  const { name } = expression.variable;
  const one = (item: Value): Value => evaluateBoxed(expression.body, frame.with([[name, item]]));
  if (expression.quantifier === "for") {
    const partial: Value[] = [];
    for (const item of list) {
      partial.push(
        evaluateBoxed(
          expression.body,
          frame.with([
            [name, item],
            ["partial", [...partial]],
          ]),
        ),
      );
    }
    return partial;
  }
  const answers = list.map(one);
  if (answers.some((answer) => answer !== null && typeof answer !== "boolean")) {
    return notBoolean("satisfies", expression, frame);
  }
  return quantified(answers, expression.quantifier === "some");
}

/** Three-valued: the deciding answer wins, else one that is null makes it null. */
function quantified(answers: Value[], deciding: boolean): Value {
  if (answers.includes(deciding)) return deciding;
  return answers.includes(null) ? null : !deciding;
}

function evaluateFilter(expression: Filter, frame: Frame): Value {
  const list = elements(evaluateBoxed(expression.collection, frame));
  if (list === null) return null;
  const answers = list.map((item) => {
    const members = isContext(item) ? item : [];
    return evaluateBoxed(expression.match, frame.with([["item", item], ...members])) ?? false;
  });
  if (answers.some((answer) => typeof answer !== "boolean")) return notBoolean("match", expression, frame);
  return list.filter((_, index) => answers[index]);
}
