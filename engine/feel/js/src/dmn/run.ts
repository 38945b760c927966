// Decision requirements: from a decision to what it needs and back (DMN chapter 6, 10.4).
import { evaluateBoxed, makeDefined } from "./boxed";
import { Frame } from "./frame";
import { Broken, type Program } from "./program";
import type { Recorder } from "./trace";
import { json } from "./trace";
import type { Decision, DecisionService, InputData, KnowledgeModel, Reference } from "./wire";
import { makeFunction } from "./functions";
import { callNamed, isContext, type Moment, type Scope, type Value } from "./values";

const RUNNING = Symbol("running");

/** What a run is given. `open`: every decision sees all of `context`, as in Camunda 8. */
export interface Given {
  context: Map<string, Value>;
  open: boolean;
  /** Text in the column of a table that is typed as a date is one: JSON has no dates. */
  admits: boolean;
  /** The context may hold results of required decisions; these are then not decided. */
  decided: boolean;
  now: Moment;
}

/** One evaluation: every decision is evaluated once. A service that is called is a run of its own. */
export class Run {
  private readonly results = new Map<Decision, Value | typeof RUNNING>();
  private readonly functions = new Map<KnowledgeModel | DecisionService, Value>();
  private readonly supplied = new Map<InputData | Decision, Value>();

  constructor(
    private readonly given: Given,
    private readonly recorder: Recorder,
  ) {}

  decision(program: Program, decision: Decision): Value {
    if (this.supplied.has(decision)) return this.supplied.get(decision) ?? null;
    const known = this.results.get(decision);
    if (known === RUNNING)
      throw new Broken(`The decision '${decision.name}' and others require each other in a circle.`);
    if (known !== undefined) return known;
    this.results.set(decision, RUNNING);
    const result = this.evaluateDecision(program, decision);
    this.results.set(decision, result);
    return result;
  }

  /** A decision that another one needs: what was given as its result, else what it decides. */
  private required(program: Program, decision: Decision): Value {
    const { name, type } = decision.variable;
    const given = this.given.decided ? this.find(program.path, name) : undefined;
    return given === undefined ? this.decision(program, decision) : program.types.admit(given, type);
  }

  private evaluateDecision(program: Program, decision: Decision): Value {
    const { scope, inputs } = this.scopeOf(program, decision);
    const head = { id: decision.id, name: decision.name, kind: decision.expression?.kind ?? "none", inputs };
    return this.recorder.decision(head, () => {
      const frame = new Frame(scope, program.types, this.recorder, this.given.admits, this.given.now);
      const value =
        decision.expression === null
          ? this.decidedOutside(program, decision)
          : evaluateBoxed(decision.expression, frame);
      return frame.fit(value, decision.variable.type, `the decision '${decision.name}'`);
    });
  }

  /** A decision without logic is made by somebody else, who gives its result under its name. */
  private decidedOutside(program: Program, decision: Decision): Value {
    return this.lookUp(program.path, decision);
  }

  private scopeOf(
    program: Program,
    decision: Decision,
  ): { scope: Scope; inputs: { [name: string]: ReturnType<typeof json> } } {
    const scope: Scope = this.given.open ? new Map(this.given.context) : new Map();
    const names = new Names(program, scope);
    for (const reference of decision.inputs) {
      const { element } = program.input(reference);
      names.bind(reference, element.variable.name, this.input(program, reference));
    }
    for (const reference of decision.decisions) {
      const { element, home } = program.decision(reference);
      names.bind(reference, element.variable.name, this.required(home, element), [element.name, element.id]);
    }
    const inputs = Object.fromEntries([...names.bound].map(([name, value]) => [name, json(value)]));
    this.bindKnowledge(program, decision.knowledge, names);
    names.finish();
    return { scope, inputs };
  }

  private bindKnowledge(program: Program, references: Reference[], names: Names): void {
    for (const reference of references) {
      const { element, home } = program.invocable(reference);
      names.bind(reference, element.variable.name, this.functionOf(home, element), [element.name]);
    }
  }

  /** The value of an input: looked up by name in what was given, and made to fit its type. */
  private input(program: Program, reference: Reference): Value {
    const { element, home } = program.input(reference);
    if (this.supplied.has(element)) return this.supplied.get(element) ?? null;
    const value = this.lookUp(home.path, element);
    const admitted = home.types.admit(value, element.variable.type);
    if (value !== null && admitted === null) {
      this.recorder.problem(`The input '${element.name}' is not of the type ${element.variable.type ?? "Any"}.`);
    }
    return admitted;
  }

  /** What was given under a name: of an imported file in a context per import, by its dotted name, or plainly. */
  private find(path: readonly string[], name: string): Value | undefined {
    const { context } = this.given;
    let inside: Value = context;
    for (const space of path) inside = isContext(inside) ? (inside.get(space) ?? null) : null;
    const own = isContext(inside) ? inside.get(name) : undefined;
    return own ?? context.get([...path, name].join(".")) ?? context.get(name);
  }

  private lookUp(path: readonly string[], { variable, name }: InputData | Decision): Value {
    return this.find(path, variable.name) ?? this.find(path, name) ?? null;
  }

  /** A business knowledge model or a decision service as a function; made once. */
  functionOf(program: Program, element: KnowledgeModel | DecisionService): Value {
    const known = this.functions.get(element);
    if (known !== undefined) return known;
    const made = "outputs" in element ? this.serviceFunction(program, element) : this.knowledge(program, element);
    this.functions.set(element, made);
    return made;
  }

  private knowledge(program: Program, element: KnowledgeModel): Value {
    if (element.logic === null) return null;
    const names = new Names(program, new Map());
    const frame = new Frame(names.scope, program.types, this.recorder, false, this.given.now);
    const bare = makeDefined({ ...element.logic, id: element.id }, frame, element.variable.type);
    // Bound before its knowledge is, so that a model may call itself, or one that calls it.
    this.functions.set(element, bare);
    names.bind({ id: element.id, model: null }, element.variable.name, bare);
    this.bindKnowledge(program, element.knowledge, names);
    names.finish();
    return bare;
  }

  /** The result of a knowledge model for arguments by name. */
  knowledgeResult(program: Program, element: KnowledgeModel, given: Map<string, Value>): Value {
    const parameters = element.logic?.parameters ?? [];
    const bindings = parameters.map(({ name, type }): [string, Value] => [
      name,
      program.types.admit(given.get(name) ?? null, type),
    ]);
    const head = { id: element.id, name: element.name, kind: "businessKnowledgeModel" };
    const inputs = Object.fromEntries(bindings.map(([name, value]) => [name, json(value)]));
    return this.recorder.decision({ ...head, inputs }, () =>
      callNamed(this.functionOf(program, element), new Map(bindings)),
    );
  }

  private serviceFunction(program: Program, service: DecisionService): Value {
    const parameters = serviceParameters(program, service);
    return makeFunction(
      parameters.map(({ element: { variable }, home }) => ({ ...variable, types: home.types })),
      (values) => this.service(program, service, values),
    );
  }

  /** The result of a decision service: of one output decision its value, of several a context. */
  service(program: Program, service: DecisionService, values: Value[]): Value {
    const run = new Run({ ...this.given, context: new Map(), open: false }, this.recorder);
    serviceParameters(program, service).forEach(({ element }, index) => {
      run.supplied.set(element, values[index] ?? null);
    });
    const results = service.outputs.map((reference): [string, Value] => {
      const { element, home } = program.decision(reference);
      return [element.variable.name, run.decision(home, element)];
    });
    const value = results.length === 1 ? (results[0]?.[1] ?? null) : new Map(results);
    return program.types.coerceResult(value, service.variable.type);
  }
}

/** The parameters of a decision service in order: its input data, then its input decisions. */
export function serviceParameters(
  program: Program,
  service: DecisionService,
): { element: InputData | Decision; home: Program }[] {
  return [
    ...service.input_data.map((reference) => program.input(reference)),
    ...service.input_decisions.map((reference) => program.decision(reference)),
  ];
}

/** Puts required elements into a scope; those of imports go into one context per import. */
class Names {
  readonly bound = new Map<string, Value>();
  private readonly spaces = new Map<string, Map<string, Value>>();
  private readonly aliases: [string, Value][] = [];

  constructor(
    private readonly program: Program,
    readonly scope: Scope,
  ) {}

  /** `aliases` are further names that hold if nothing else is called so. */
  bind(reference: Reference, name: string, value: Value, aliases: string[] = []): void {
    const space = this.program.importName(reference);
    this.bound.set(space ? `${space}.${name}` : name, value);
    if (space === "") {
      this.scope.set(name, value);
      this.aliases.push(...aliases.map((alias): [string, Value] => [alias, value]));
      return;
    }
    const members = this.spaces.get(space) ?? new Map<string, Value>();
    this.spaces.set(space, members.set(name, value));
  }

  finish(): void {
    for (const [space, members] of this.spaces) this.scope.set(space, members);
    for (const [alias, value] of this.aliases) if (!this.scope.has(alias)) this.scope.set(alias, value);
  }
}
