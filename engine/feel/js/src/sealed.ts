// The isolate has no host; this takes away what is left of the outside: the clock, chance, and code made of text.
// Imported before anything else.

const Clock = Date;

/** Dates can still be reckoned with, but "now" is always the beginning of 1970. */
class StandingDate extends Clock {
  constructor(...args: unknown[]) {
    super(...((args.length ? args : [0]) as [number]));
  }

  static override now(): number {
    return 0;
  }
}

const outside = globalThis as unknown as Record<string, unknown>;
outside["Date"] = StandingDate;
Math.random = () => {
  throw new Error("there is no chance here");
};
for (const name of [
  "Atomics",
  "SharedArrayBuffer",
  "Temporal",
  "WebAssembly",
  "clearTimeout",
  "console",
  "eval",
  "setTimeout",
]) {
  if (!Reflect.deleteProperty(outside, name)) outside[name] = undefined;
}
