import assert from "node:assert/strict";
import { test } from "node:test";
import signaturePad from "../src/islands/signature";
import { find, page } from "./dom";

test("a stroke becomes a picture in the hidden field, and clearing takes it away", () => {
  const window = page('<div><canvas></canvas><input type=hidden><button data-clear type=button></button></div>');
  const strokes: string[] = [];
  const canvas = find("canvas") as HTMLCanvasElement;
  const pen = new Proxy({}, { get: (_, name) => (): void => void strokes.push(String(name)), set: () => true });
  Object.assign(canvas, {
    getContext: () => pen,
    toDataURL: () => "data:image/png;base64,AAAA",
    setPointerCapture: () => undefined,
  });
  Object.assign(globalThis, { ResizeObserver: class { observe(): void {} } });
  signaturePad(find("div"));
  for (const type of ["pointerdown", "pointermove", "pointerup"]) {
    canvas.dispatchEvent(new window.PointerEvent(type, { clientX: 5, clientY: 5 }) as unknown as Event);
  }
  const field = find("input") as HTMLInputElement;
  assert.ok(strokes.includes("stroke"));
  assert.equal(field.value, "data:image/png;base64,AAAA");
  find("button").click();
  assert.equal(field.value, "");
});
