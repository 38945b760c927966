import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import watchIdle from "../src/islands/idle";
import { find, page } from "./dom";

const BAR =
  '<div id="bar" hidden data-minutes="30" data-stay="/sessions/stay" data-ask="/notices/news" data-login="/login">' +
  "<p data-idle-soon><button data-idle-stay></button></p><p data-idle-over hidden></p></div>" +
  '<form id="task"><i data-island="draft" data-url="/d"></i><input id="kept"></form><form><textarea id="loose"></textarea></form>';
const MINUTE = 60_000;
// Node's own would keep the process alive.
Reflect.deleteProperty(globalThis, "BroadcastChannel");

/** A page whose server says the session is over; gives where it was asked, and where the page went. */
function open(context: TestContext): { asked: string[]; went: string[] } {
  context.mock.timers.enable({ apis: ["setInterval", "Date"], now: 1_000_000 });
  const window = page(BAR);
  const asked: string[] = [];
  const went: string[] = [];
  globalThis.fetch = (async (url: string) => {
    asked.push(url);
    return new Response("{}", { status: url === "/notices/news" ? 401 : 200 });
  }) as unknown as typeof fetch;
  Object.defineProperty(window.location, "assign", { value: (address: string) => void went.push(address) });
  watchIdle(find("#bar"));
  return { asked, went };
}

async function pass(context: TestContext, minutes: number): Promise<void> {
  context.mock.timers.tick(minutes * MINUTE);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test("two minutes before the end the page says so, and a click stays", async (context) => {
  const { asked } = open(context);
  await pass(context, 27);
  assert.equal(find("#bar").hidden, true);
  await pass(context, 1.5);
  assert.equal(find("#bar").hidden, false);
  find("[data-idle-stay]").click();
  assert.equal(find("#bar").hidden, true);
  assert.deepEqual(asked, ["/sessions/stay"]);
  await pass(context, 27);
  assert.equal(find("#bar").hidden, true);
});

test("after the end the login page leads back here, unless something typed would be lost", async (context) => {
  const { went } = open(context);
  find("#kept").dispatchEvent(new Event("input", { bubbles: true }));
  await pass(context, 29.9);
  await pass(context, 0.2);
  assert.deepEqual(went, ["/login?next=%2Ftasks%2F1"]);
  context.mock.timers.reset();
  const second = open(context);
  find("#loose").dispatchEvent(new Event("input", { bubbles: true }));
  await pass(context, 29.9);
  await pass(context, 0.2);
  assert.deepEqual(second.went, []);
  assert.equal(find("[data-idle-over]").hidden, false);
});

test("reading and typing tell the server now and then", async (context) => {
  const { asked } = open(context);
  for (let minute = 0; minute < 12; minute += 1) {
    await pass(context, 1);
    document.dispatchEvent(new Event("keydown"));
  }
  assert.deepEqual(asked, ["/sessions/stay", "/sessions/stay"]);
});
