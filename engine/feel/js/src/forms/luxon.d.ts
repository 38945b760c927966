// The one thing of luxon that is used here: which time and which zone the interpreter's `now()` and `today()` see.
declare module "luxon" {
  export const Settings: { now: () => number; defaultZone: unknown };
}
