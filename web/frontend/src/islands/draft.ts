// Keeps what is typed: at once in the browser, a moment later on the server, and says when.
import { csrfToken, fill } from "../lib/data";
import { type Answers, dropLocally, keepLocally } from "../lib/local-draft";

const QUIET_MS = 1200;

export default function keepDraft(line: HTMLElement): void {
  const page = line.closest("form");
  const { draftKey: key = "", url = "", saved = "", unsaved = "" } = line.dataset;
  if (!page || !url) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: Answers | null = null;

  const save = async (): Promise<void> => {
    const answers = latest;
    if (!answers) return;
    try {
      const reply = await fetch(url, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ answers }),
        keepalive: true,
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const { saved_at: at } = (await reply.json()) as { saved_at: string };
      line.textContent = fill(saved, { at });
      if (latest === answers) dropLocally(key);
    } catch {
      // Offline, logged out, or somebody else was first: the browser's copy stays, and the page says so.
      line.textContent = unsaved;
    }
  };

  page.addEventListener("answers:changed", (event) => {
    latest = (event as CustomEvent<Answers>).detail;
    keepLocally(key, latest);
    clearTimeout(timer);
    timer = setTimeout(() => void save(), QUIET_MS);
  });
  page.addEventListener("submit", () => clearTimeout(timer));
}
