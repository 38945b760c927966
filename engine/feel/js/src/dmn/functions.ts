// Functions that a model defines: knowledge models, services, boxed function definitions.
import type { Types } from "./types";
import { FeelFunction, type Arguments, type Value } from "./values";

/** A parameter, and the types of the file that names its type. */
export interface Parameter {
  name: string;
  type: string | null;
  types: Types;
}

/**
 * A value that FEEL can call. `body` gets one fitting value per parameter; where the arguments are not those of the
 * parameters, or one cannot be made to fit, the call gives null and the body is not evaluated.
 */
export function makeFunction(parameters: Parameter[], body: (args: Value[]) => Value): FeelFunction {
  const own = parameters.map(({ name, type, types }) => ({ name, type: types.feelType(type) }));
  return new FeelFunction(own, body, (args) => bind(parameters, args));
}

function bind(parameters: Parameter[], args: Arguments): Value[] | string {
  const values = "positional" in args ? args.positional : inOrder(parameters, args.named);
  if (values === null || values.length !== parameters.length) {
    return `takes ${parameters.map(({ name }) => name).join(", ") || "nothing"}`;
  }
  const fitting = values.map((value, index) => fit(value, parameters[index] as Parameter));
  const misfit = fitting.findIndex((value, index) => value === null && values[index] !== null);
  return misfit < 0 ? fitting : `${parameters[misfit]?.name} must be of the type ${parameters[misfit]?.type}`;
}

function fit(value: Value, { type, types }: Parameter): Value {
  return types.coerce(value, type);
}

function inOrder(parameters: Parameter[], named: Map<string, Value>): Value[] | null {
  if (named.size !== parameters.length) return null;
  const values = parameters.map(({ name }) => named.get(name));
  return values.includes(undefined) ? null : (values as Value[]);
}
