// What the keyboard does in the inbox and on a task, and the sheet that says so. Single letters do nothing while
// somebody types, and can be switched off.
import { isOff, switchOff } from "../lib/shortcut-choice";

type Keys = Record<string, () => void>;

export default function shortcuts(sheet: HTMLElement): void {
  const dialog = sheet.querySelector("dialog");
  const open = sheet.querySelector<HTMLButtonElement>("[data-open]");
  const off = sheet.querySelector<HTMLInputElement>("[data-off]");
  if (!dialog || !open || !off) return;
  open.hidden = false;
  open.addEventListener("click", () => dialog.showModal());
  sheet.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  off.checked = isOff();
  off.addEventListener("change", () => switchOff(off.checked));

  const keys = sheet.dataset.page === "inbox" ? inboxKeys() : taskKeys();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      press("[data-complete]");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isOff() || isTyping(event.target)) return;
    if (event.key === "?") {
      if (dialog.open) dialog.close();
      else dialog.showModal();
      return;
    }
    const act = dialog.open ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function inboxKeys(): Keys {
  const keys: Keys = {
    j: () => choose(1),
    k: () => choose(-1),
    Enter: () => follow(chosen()?.querySelector("a.tile-title")),
    c: () => chosen()?.querySelector<HTMLElement>("[data-claim]")?.click(),
    s: () => focus("#sort"),
    "/": () => focus("#key"),
    n: () => follow(document.querySelector('a[rel="next"]')),
  };
  for (const tab of document.querySelectorAll<HTMLAnchorElement>(".tabs a[data-key]")) {
    keys[tab.dataset.key ?? ""] = () => follow(tab);
  }
  return keys;
}

function taskKeys(): Keys {
  const keys: Keys = { e: () => focus(".form-place input, .form-place textarea, .form-place select") };
  for (const place of document.querySelectorAll<HTMLElement>("[data-key]")) {
    keys[place.dataset.key ?? ""] = () => reach(place);
  }
  return keys;
}

/** A fold is opened and its summary takes the focus; a field takes it; anything else is clicked. */
function reach(place: HTMLElement): void {
  if (place instanceof HTMLDetailsElement) {
    place.open = true;
    place.querySelector("summary")?.focus();
    place.scrollIntoView({ block: "nearest" });
  } else if (place instanceof HTMLTextAreaElement) place.focus();
  else place.click();
}

const tiles = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-tile]")];

function chosen(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-tile].is-chosen");
}

/** The selection moves with the focus, so that a screen reader says where it is. */
function choose(step: number): void {
  const all = tiles();
  const from = all.findIndex((tile) => tile.classList.contains("is-chosen"));
  const next = all[Math.min(Math.max(from + step, 0), all.length - 1)];
  if (!next) return;
  for (const tile of all) tile.classList.toggle("is-chosen", tile === next);
  next.querySelector<HTMLElement>("a.tile-title")?.focus();
}

function follow(link: Element | null | undefined): void {
  if (link instanceof HTMLElement) link.click();
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

function press(selector: string): void {
  document.querySelector<HTMLButtonElement>(selector)?.click();
}

/** A link, a button or a tick box takes Enter and blank itself, and no letters. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
