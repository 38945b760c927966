// Decision tables (DMN chapter 8).
import type { Frame } from "./frame";
import { named, outputName, ruleValue, settle, type Hit } from "./hits";
import { json, type Json, type RuleTrace } from "./trace";
import type { DecisionTable, OutputClause, Rule } from "./wire";
import { equal, numberOf, type Value } from "./values";

/** The value of a table; what it saw and which rules matched goes to the frame's recorder. */
export function evaluateTable(table: DecisionTable, frame: Frame): Value {
  const inputs = inputValues(table, frame);
  const trace = {
    id: table.id,
    hit_policy: table.hit_policy as string,
    aggregation: table.aggregation,
    inputs: table.inputs.map((clause, column) => ({
      id: clause.id,
      label: clause.label,
      expression: clause.expression,
      value: json(inputs[column] ?? null),
    })),
    rules: [] as RuleTrace[],
    default_used: false,
  };
  frame.recorder.table(trace);
  if (!admissible(table, inputs, frame)) return null;
  const hits = hitsOf(table, inputs, frame);
  trace.rules = hits.map((hit) => ruleTrace(table, hit));
  if (hits.length > 0)
    return settle(hits, { table, order: orderOf(table, frame), problem: (text) => frame.recorder.problem(text) });
  trace.default_used = table.outputs.some((clause) => clause.default !== null);
  return unmatched(table, frame);
}

function inputValues(table: DecisionTable, frame: Frame): Value[] {
  return table.inputs.map((clause) => {
    const value = frame.feel(clause.expression, clause.expression_id ?? clause.id);
    return frame.admit(value, clause.type, `the input '${clause.label || clause.expression}'`);
  });
}

/** Input values outside those that a column allows make the table void; null means "not known" and passes. */
function admissible(table: DecisionTable, inputs: Value[], frame: Frame): boolean {
  return table.inputs.every((clause, column) => {
    const value = inputs[column] ?? null;
    if (clause.values === null || value === null || frame.holds(clause.values.text, value, clause.values.id))
      return true;
    frame.recorder.problem(
      `The input '${clause.label || clause.expression}' of the table ${named(table)} is not one of ${clause.values.text}.`,
    );
    return false;
  });
}

function hitsOf(table: DecisionTable, inputs: Value[], frame: Frame): Hit[] {
  const hits: Hit[] = [];
  for (const [index, rule] of table.rules.entries()) {
    if (!rule.tests.every((test, column) => frame.holds(test.text, inputs[column] ?? null, test.id))) continue;
    hits.push({ index, outputs: outputsOf(table, rule, frame) });
    if (table.hit_policy === "FIRST") break;
  }
  return hits;
}

function outputsOf(table: DecisionTable, rule: Rule, frame: Frame): Value[] {
  return rule.outputs.map((cell, column) => {
    const value = frame.feel(cell.text, cell.id);
    return frame.fit(value, table.outputs[column]?.type ?? null, `the output cell '${cell.id ?? cell.text}'`);
  });
}

function ruleTrace(table: DecisionTable, hit: Hit): RuleTrace {
  const rule = table.rules[hit.index] as Rule;
  const annotations: { [name: string]: string } = {};
  rule.annotations.forEach((text, column) => {
    if (text !== "") annotations[table.annotations[column] || `annotation ${column + 1}`] = text;
  });
  if (rule.description !== "") annotations["description"] = rule.description;
  const outputs: { [name: string]: Json } = {};
  table.outputs.forEach((clause, column) => (outputs[outputName(clause, column)] = json(hit.outputs[column] ?? null)));
  return { id: rule.id, index: hit.index + 1, outputs, annotations };
}

/** No rule matched: the default entries, if there are any; how many matched is 0; anything else null. */
function unmatched(table: DecisionTable, frame: Frame): Value {
  if (table.outputs.every((clause) => clause.default === null)) {
    return table.aggregation === "COUNT" && table.hit_policy === "COLLECT" ? numberOf(0) : null;
  }
  const outputs = table.outputs.map((clause) =>
    clause.default === null
      ? null
      : frame.fit(frame.feel(clause.default.text, clause.default.id), clause.type, "a default"),
  );
  return givesList(table) ? [ruleValue(table, outputs)] : ruleValue(table, outputs);
}

function givesList(table: DecisionTable): boolean {
  if (table.hit_policy === "COLLECT") return table.aggregation === null;
  return table.hit_policy === "RULE ORDER" || table.hit_policy === "OUTPUT ORDER";
}

/** Orders hits by the place of their outputs in the lists of output values, column by column. */
function orderOf(table: DecisionTable, frame: Frame): (a: Hit, b: Hit) => number {
  if (table.hit_policy !== "PRIORITY" && table.hit_policy !== "OUTPUT ORDER") return () => 0;
  const priorities = table.outputs.map((clause) => prioritiesOf(clause, frame));
  const rank = (hit: Hit, column: number): number => {
    const list = priorities[column] ?? [];
    const place = list.findIndex((value) => equal(value, hit.outputs[column] ?? null));
    return place < 0 ? list.length : place;
  };
  return (a, b) => {
    for (const column of priorities.keys()) {
      const difference = rank(a, column) - rank(b, column);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function prioritiesOf(clause: OutputClause, frame: Frame): Value[] {
  const values = clause.values ?? frame.types.allowedValues(clause.type);
  if (values === null) return [];
  const list = frame.feel(`[${values.text}]`, values.id);
  return Array.isArray(list) ? list : [];
}
