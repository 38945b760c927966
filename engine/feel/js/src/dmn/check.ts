// Which texts of a model are not FEEL, without evaluating any.
import { isPlain, syntaxProblem } from "./values";
import type { DecisionTable, Expression, ItemDefinition, Model } from "./wire";

export interface SyntaxFinding {
  owner: string;
  /** The nearest id: of the cell, else of the rule or column, else of the expression. */
  id: string;
  text: string;
  problem: string;
}

type Dialect = "Expression" | "UnaryTests";

export function check(model: Model): SyntaxFinding[] {
  const checker = new Checker(namesOf(model));
  for (const decision of model.decisions) checker.expression(decision.expression, decision.id, decision.id);
  for (const knowledge of model.knowledge_models) checker.expression(knowledge.logic, knowledge.id, knowledge.id);
  for (const type of model.types) checker.type(type, type.id ?? type.name);
  return checker.findings;
}

class Checker {
  readonly findings: SyntaxFinding[] = [];

  constructor(private readonly names: Special[]) {}

  text(text: string, dialect: Dialect, owner: string, id: string): void {
    if (text === "" || (dialect === "UnaryTests" && text === "-")) return;
    const mentioned = this.names.filter(({ start }) => text.includes(start)).map(({ name }) => name);
    const problem = problemOf(text, dialect, mentioned);
    if (problem !== null) this.findings.push({ owner, id, text, problem });
  }

  type(type: ItemDefinition, owner: string): void {
    for (const tests of [type.allowed, type.constraint]) {
      if (tests !== null) this.text(tests.text, "UnaryTests", owner, tests.id ?? type.id ?? owner);
    }
    for (const component of type.components) this.type(component, owner);
  }

  /** Anything of the model below an owner; `near` is the last id on the way. */
  expression(found: Expression | null, owner: string, near: string): void {
    if (found === null) return;
    const id = found.id ?? near;
    if (found.kind === "literal") this.text(found.text, "Expression", owner, id);
    else if (found.kind === "table") this.table(found, owner, id);
    else for (const inner of childrenOf(found)) this.expression(inner, owner, id);
  }

  private table(table: DecisionTable, owner: string, near: string): void {
    for (const clause of table.inputs) {
      const id = clause.id ?? near;
      this.text(clause.expression, "Expression", owner, clause.expression_id ?? id);
      if (clause.values !== null) this.text(clause.values.text, "UnaryTests", owner, clause.values.id ?? id);
    }
    for (const clause of table.outputs) {
      const id = clause.id ?? near;
      if (clause.values !== null) this.text(clause.values.text, "UnaryTests", owner, clause.values.id ?? id);
      if (clause.default !== null) this.expression(clause.default, owner, id);
    }
    for (const rule of table.rules) {
      for (const test of rule.tests) this.text(test.text, "UnaryTests", owner, test.id ?? rule.id ?? near);
      for (const output of rule.outputs) this.expression(output, owner, rule.id ?? near);
    }
  }
}

function problemOf(text: string, dialect: Dialect, names: string[]): string | null {
  try {
    return syntaxProblem(text, dialect, names)?.message ?? null;
  } catch (error) {
    if (error instanceof RangeError) return "the expression is nested too deep";
    throw error;
  }
}

function childrenOf(found: Exclude<Expression, { kind: "literal" | "table" }>): (Expression | null)[] {
  switch (found.kind) {
    case "context":
      return found.entries.map(({ expression }) => expression);
    case "invocation":
      return [found.called, ...found.bindings.map(({ expression }) => expression)];
    case "relation":
      return found.rows.flat();
    case "list":
      return found.items;
    case "function":
      return found.language === "FEEL" ? [found.body] : [];
    case "if":
      return [found.condition, found.then, found.otherwise];
    case "iteration":
    case "filter":
      return [found.collection, found.kind === "filter" ? found.match : found.body];
  }
}

/** A name with spaces or signs, which the grammar needs to be told of, and the word that it starts with. */
interface Special {
  name: string;
  start: string;
}

/** Every such name that the model gives to anything. */
function namesOf(model: Model): Special[] {
  const names = new Set<string>();
  gather(model, names);
  const special = [...names].filter((name) => !isPlain(name));
  return special.map((name) => ({ name, start: /^[\p{L}\p{N}_$]*/u.exec(name)?.[0] ?? "" }));
}

function gather(found: unknown, names: Set<string>): void {
  if (typeof found !== "object" || found === null) return;
  for (const [key, value] of Object.entries(found)) {
    if ((key === "name" || key === "parameter") && typeof value === "string") names.add(value);
    else gather(value, names);
  }
}
