// Whether single letters do anything, on this browser.
const NAME = "sopflow.shortcuts.off";

export function isOff(): boolean {
  return localStorage.getItem(NAME) === "1";
}

export function switchOff(off: boolean): void {
  if (off) localStorage.setItem(NAME, "1");
  else localStorage.removeItem(NAME);
}
