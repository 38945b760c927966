// What of Node the tests use; the bundle itself knows nothing of it.
declare module "node:test" {
  export function test(name: string, work: () => void): void;
}
declare module "node:assert/strict" {
  export function equal(found: unknown, expected: unknown, message?: string): void;
}
