// The model as Python sends it: `engine/dmn/model.py`, field by field.

export interface Variable {
  name: string;
  type: string | null;
}

export interface UnaryTests {
  id: string | null;
  text: string;
}

interface Boxed {
  id: string | null;
  type: string | null;
}

export interface Literal extends Boxed {
  kind: "literal";
  text: string;
}

export interface InputClause {
  id: string | null;
  label: string;
  expression: string;
  expression_id: string | null;
  type: string | null;
  values: UnaryTests | null;
}

export interface OutputClause {
  id: string | null;
  label: string;
  name: string | null;
  type: string | null;
  values: UnaryTests | null;
  default: Literal | null;
}

export interface Rule {
  id: string | null;
  tests: UnaryTests[];
  outputs: Literal[];
  annotations: string[];
  description: string;
}

export type HitPolicy = "UNIQUE" | "FIRST" | "PRIORITY" | "ANY" | "COLLECT" | "RULE ORDER" | "OUTPUT ORDER";
export type Aggregation = "SUM" | "COUNT" | "MIN" | "MAX";

export interface DecisionTable extends Boxed {
  kind: "table";
  hit_policy: HitPolicy;
  aggregation: Aggregation | null;
  inputs: InputClause[];
  outputs: OutputClause[];
  rules: Rule[];
  annotations: string[];
}

export interface Context extends Boxed {
  kind: "context";
  entries: { variable: Variable | null; expression: Expression | null }[];
}

export interface Invocation extends Boxed {
  kind: "invocation";
  called: Expression | null;
  bindings: { parameter: string; expression: Expression | null }[];
}

export interface Relation extends Boxed {
  kind: "relation";
  columns: Variable[];
  rows: (Expression | null)[][];
}

export interface ListExpression extends Boxed {
  kind: "list";
  items: (Expression | null)[];
}

export interface FunctionDefinition extends Boxed {
  kind: "function";
  parameters: Variable[];
  body: Expression | null;
  language: string;
}

export interface Conditional extends Boxed {
  kind: "if";
  condition: Expression | null;
  then: Expression | null;
  otherwise: Expression | null;
}

export interface Iteration extends Boxed {
  kind: "iteration";
  quantifier: "for" | "some" | "every";
  variable: Variable;
  collection: Expression | null;
  body: Expression | null;
}

export interface Filter extends Boxed {
  kind: "filter";
  collection: Expression | null;
  match: Expression | null;
}

export type Expression =
  | Literal
  | DecisionTable
  | Context
  | Invocation
  | Relation
  | ListExpression
  | FunctionDefinition
  | Conditional
  | Iteration
  | Filter;

export interface ItemDefinition {
  name: string;
  id: string | null;
  type: string | null;
  is_collection: boolean;
  allowed: UnaryTests | null;
  constraint: UnaryTests | null;
  components: ItemDefinition[];
  function: Variable[] | null;
}

export interface Reference {
  id: string;
  model: string | null;
}

export interface InputData {
  id: string;
  name: string;
  variable: Variable;
}

export interface Decision {
  id: string;
  name: string;
  variable: Variable;
  expression: Expression | null;
  inputs: Reference[];
  decisions: Reference[];
  knowledge: Reference[];
}

export interface KnowledgeModel {
  id: string;
  name: string;
  variable: Variable;
  logic: FunctionDefinition | null;
  knowledge: Reference[];
}

export interface DecisionService {
  id: string;
  name: string;
  variable: Variable;
  outputs: Reference[];
  encapsulated: Reference[];
  input_decisions: Reference[];
  input_data: Reference[];
}

export interface Model {
  namespace: string;
  sha256: string;
  input_data: InputData[];
  decisions: Decision[];
  knowledge_models: KnowledgeModel[];
  services: DecisionService[];
  types: ItemDefinition[];
  imports: { name: string; namespace: string }[];
  imported: Model[];
}
