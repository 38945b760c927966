// A model ready to run: its elements by id and name, its types, its imports.
import { Types } from "./types";
import type { Decision, DecisionService, InputData, KnowledgeModel, Model, Reference } from "./wire";

/** An element and the program of the file that holds it. */
export interface Found<T> {
  element: T;
  home: Program;
}

export type Invocable = Decision | DecisionService | KnowledgeModel;

export class Program {
  readonly types: Types;
  private readonly imports = new Map<string, { name: string; program: Program }>();

  constructor(
    private readonly model: Model,
    /** The names of the imports that lead here from the file that was asked; empty for that file. */
    readonly path: readonly string[] = [],
  ) {
    const names = new Map(model.imports.map(({ namespace, name }) => [namespace, name]));
    for (const imported of model.imported) {
      const name = names.get(imported.namespace) ?? "";
      this.imports.set(imported.namespace, { name, program: new Program(imported, name ? [...path, name] : path) });
    }
    this.types = new Types(
      model,
      new Map([...this.imports.values()].map(({ name, program }) => [name, program.types])),
    );
  }

  /** The decision, service or knowledge model with this id, else with this name. */
  find(key: string): Invocable | undefined {
    const { decisions, services, knowledge_models: knowledge } = this.model;
    const all: Invocable[] = [...decisions, ...services, ...knowledge];
    return all.find(({ id }) => id === key) ?? all.find(({ name }) => name === key);
  }

  isDecision(element: Invocable): element is Decision {
    return "decisions" in element;
  }

  /** The name under which the elements of a reference's file are known here; empty for this file's own. */
  importName(reference: Reference): string {
    return reference.model === null ? "" : (this.imports.get(reference.model)?.name ?? "");
  }

  input(reference: Reference): Found<InputData> {
    return this.pick(reference, (model) => model.input_data);
  }

  decision(reference: Reference): Found<Decision> {
    return this.pick(reference, (model) => model.decisions);
  }

  invocable(reference: Reference): Found<KnowledgeModel | DecisionService> {
    return this.pick(reference, (model) => [...model.knowledge_models, ...model.services]);
  }

  private pick<T extends { id: string }>(reference: Reference, list: (model: Model) => T[]): Found<T> {
    const home = reference.model === null ? this : this.imports.get(reference.model)?.program;
    const element = home === undefined ? undefined : list(home.model).find(({ id }) => id === reference.id);
    if (home === undefined || element === undefined) throw unresolved(reference);
    return { element, home };
  }
}

/** The model cannot be evaluated, whatever its input; the message is a sentence. */
export class Broken extends Error {}

function unresolved(reference: Reference): Broken {
  const where = reference.model === null ? "" : ` of the imported '${reference.model}'`;
  return new Broken(`The model refers to '${reference.id}'${where}, which does not exist.`);
}
