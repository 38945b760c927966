// All built-in functions by name.
import type { FeelFunction } from "../values";
import { calendarFunctions } from "./calendar";
import { contextFunctions } from "./contexts";
import { conversionFunctions } from "./conversion";
import { listFunctions } from "./lists";
import { numericFunctions } from "./numeric";
import { rangeFunctions } from "./ranges";
import { refusedFunctions } from "./refused";
import { stringFunctions } from "./strings";
import { temporalFunctions } from "./temporal";

const BUILTINS: ReadonlyMap<string, FeelFunction> = new Map([
  ...conversionFunctions,
  ...numericFunctions,
  ...stringFunctions,
  ...listFunctions,
  ...contextFunctions,
  ...rangeFunctions,
  ...temporalFunctions,
  ...calendarFunctions,
  ...refusedFunctions,
]);

export function builtin(name: string): FeelFunction | undefined {
  return BUILTINS.get(name);
}

export function builtinNames(): string[] {
  return [...BUILTINS.keys()];
}
