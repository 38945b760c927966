// Functions of Camunda 8 that would give another answer when a case is run again: they are refused by name.
import { NotDeterministic } from "../run";
import type { Value } from "../values";
import { declare } from "./signature";

function refuse(name: string): () => Value {
  return () => {
    throw new NotDeterministic(`${name}() is refused: a re-execution would give another value`);
  };
}

export const refusedFunctions = declare({
  "random number()": refuse("random number"),
  "uuid()": refuse("uuid"),
});

export const REFUSED_NAMES: readonly string[] = [...refusedFunctions.keys()];
