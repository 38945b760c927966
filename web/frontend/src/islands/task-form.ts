// Renders the task's form with the very fields, conditions and rules that the server enforces again.
import { Form } from "@bpmn-io/form-js-viewer";
import flatpickr from "flatpickr";
import { Mandarin } from "flatpickr/dist/l10n/zh.js";
import { readJson } from "../lib/data";
import { addEmptiedLists, type Component } from "../lib/emptied-lists";
import { type ErrorsByPath, type FieldInstance, placeErrors } from "../lib/field-errors";
import { type Answers, type LocalDraft, newest, readLocally } from "../lib/local-draft";
import { translate } from "../lib/form-words";
import { sayDays } from "../lib/day-words";
import { nameRemoveButtons } from "../lib/remove-labels";

interface Schema {
  type: string;
  components?: Component[];
}

export default async function renderTaskForm(place: HTMLElement): Promise<void> {
  const page = place.closest("form");
  if (!page) throw new Error("a task form stands inside a form");
  const zh = document.documentElement.lang.startsWith("zh");
  if (zh) flatpickr.localize(Mandarin);

  const options = {
    container: place,
    // form-js waits 300 ms before it knows a keystroke; whoever presses "done" sooner would lose it. Its types do not
    // name this option.
    debounce: false,
    properties: { readOnly: "readOnly" in place.dataset },
    additionalModules: zh ? [{ translate: ["value", translate] }] : [],
  };
  const form = new Form(options);
  const draft = newest(readLocally(place.dataset.draftKey ?? ""), readJson<LocalDraft | null>(place, "draft", null));
  const schema = readJson<Schema>(place, "schema", { type: "default" });
  await form.importSchema(schema, {
    ...readJson<Answers>(place, "values", {}),
    ...(draft?.answers ?? {}),
  });
  if (zh) {
    nameRemoveButtons(place);
    sayDays(place);
  }
  place.removeAttribute("aria-busy");

  showServerErrors(form, readJson<ErrorsByPath>(place, "errors", {}));

  // form-js also tells of the values it fills in itself; only what a person does is a draft.
  let touched = false;
  for (const event of ["input", "change", "click", "keydown"]) {
    place.addEventListener(event, () => (touched = true), { capture: true });
  }
  form.on("changed", (event: { data: Answers }) => {
    if (touched) page.dispatchEvent(new CustomEvent("answers:changed", { detail: event.data }));
  });

  page.addEventListener("submit", (event) => {
    const { data, errors } = form.submit();
    if (Object.keys(errors).length > 0) {
      event.preventDefault();
      event.stopImmediatePropagation();
      // The fields are marked when form-js has rendered again.
      requestAnimationFrame(() => listRefused(place));
      firstRefusedField(place)?.focus();
      return;
    }
    addEmptiedLists(schema.components ?? [], form._getState().data as Answers, data as Answers);
    hiddenInput(page, "answers").value = JSON.stringify(data);
  });
}

function showServerErrors(form: Form, errors: ErrorsByPath): void {
  if (Object.keys(errors).length === 0) return;
  const registry = form.get<{ getAllKeyed(): FieldInstance[] }>("formFieldInstanceRegistry");
  // Instances are registered as the fields render, one frame later.
  requestAnimationFrame(() => form._setState({ errors: placeErrors(errors, registry.getAllKeyed()).placed }));
}

/** Above the page: which fields keep the task from being completed, each a way to its field. */
function listRefused(place: HTMLElement): void {
  const section = document.querySelector<HTMLElement>("[data-cannot]");
  const list = section?.querySelector("ul");
  if (!section || !list) return;
  const items = [...place.querySelectorAll<HTMLElement>(".fjs-has-errors")].map((field) => {
    const item = document.createElement("li");
    const link = document.createElement("button");
    link.type = "button";
    link.className = "link";
    link.textContent = (field.querySelector("label, legend")?.textContent ?? "").replace(/\*$/, "");
    link.addEventListener("click", () => field.querySelector<HTMLElement>("input, textarea, select")?.focus());
    item.append(link);
    return item;
  });
  list.replaceChildren(...items);
  section.hidden = items.length === 0;
}

function firstRefusedField(place: HTMLElement): HTMLElement | null {
  return place.querySelector<HTMLElement>(".fjs-has-errors input, .fjs-has-errors textarea, .fjs-has-errors select");
}

function hiddenInput(page: HTMLFormElement, name: string): HTMLInputElement {
  const input = page.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (!input) throw new Error(`the page has no field ${name}`);
  return input;
}
