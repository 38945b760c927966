// The server has taken the answers: the browser's copy goes.
import { dropLocally } from "../lib/local-draft";

export default function clearDraft(element: HTMLElement): void {
  dropLocally(element.dataset.draftKey ?? "");
}
