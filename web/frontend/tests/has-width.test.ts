import assert from "node:assert/strict";
import { test } from "node:test";
import { hasWidth } from "../src/lib/has-width";

test("what has no width is waited for until it has one, and watched no longer", async () => {
  const place = { clientWidth: 0 };
  let tell = (): void => {};
  let isWatched = false;
  globalThis.ResizeObserver = class {
    constructor(changed: () => void) {
      tell = changed;
    }
    observe(): void {
      isWatched = true;
    }
    disconnect(): void {
      isWatched = false;
    }
    unobserve(): void {}
  } as unknown as typeof ResizeObserver;

  let isReady = false;
  const waiting = hasWidth(place as HTMLElement).then(() => (isReady = true));
  tell();
  await Promise.resolve();
  assert.deepEqual([isWatched, isReady], [true, false]);
  place.clientWidth = 342;
  tell();
  await waiting;
  assert.deepEqual([isWatched, isReady], [false, true]);
  await hasWidth(place as HTMLElement);
  assert.equal(isWatched, false);
});
