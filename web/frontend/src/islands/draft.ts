// Keeps what is typed: at once in the browser, a moment later on the server, and says when. Where another window kept
// something else meanwhile, both are shown and the person decides.
import { csrfToken, fill } from "../lib/data";
import { type Answers, dropLocally, keepLocally } from "../lib/local-draft";

const QUIET_MS = 1200;
interface Difference {
  field: string;
  theirs: string;
  mine: string;
}
interface Met {
  sentence: string;
  differences?: Difference[];
}

export default function keepDraft(line: HTMLElement): void {
  const page = line.closest("form");
  const { draftKey: key = "", url = "", saved = "", unsaved = "" } = line.dataset;
  const bar = page?.querySelector<HTMLElement>("[data-draft-conflict]") ?? null;
  if (!page || !url) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: Answers | null = null;
  // Which draft this page goes on from; the server answers with the new one.
  let basedOn = line.dataset.basedOn ? `"${line.dataset.basedOn}"` : "";

  const save = async (): Promise<void> => {
    const answers = latest;
    if (!answers) return;
    try {
      const reply = await fetch(url, {
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": csrfToken(),
          ...(basedOn ? { "If-Match": basedOn } : {}),
        },
        body: JSON.stringify({ answers }),
        keepalive: true,
      });
      if (reply.status === 409) {
        const met = (await reply.json()) as Met;
        line.textContent = met.sentence;
        if (met.differences) ask(met, reply.headers.get("ETag") ?? "");
        return;
      }
      if (!reply.ok) throw new Error(String(reply.status));
      const { saved_at: at } = (await reply.json()) as { saved_at: string };
      basedOn = reply.headers.get("ETag") ?? basedOn;
      line.textContent = fill(saved, { at });
      if (latest === answers) dropLocally(key);
    } catch {
      // Offline or logged out: the browser's copy stays, and the page says so.
      line.textContent = unsaved;
    }
  };

  const ask = (met: Met, theirs: string): void => {
    const rows = bar?.querySelector("tbody");
    if (!bar || !rows) return;
    rows.replaceChildren(...(met.differences ?? []).map(rowOf));
    bar.hidden = false;
    const keepMine = bar.querySelector<HTMLButtonElement>("[data-keep-mine]");
    const takeTheirs = bar.querySelector<HTMLButtonElement>("[data-take-theirs]");
    if (keepMine)
      keepMine.onclick = () => {
        bar.hidden = true;
        basedOn = theirs;
        void save();
      };
    if (takeTheirs)
      takeTheirs.onclick = () => {
        dropLocally(key);
        window.location.reload();
      };
  };

  page.addEventListener("answers:changed", (event) => {
    latest = (event as CustomEvent<Answers>).detail;
    keepLocally(key, latest);
    clearTimeout(timer);
    timer = setTimeout(() => void save(), QUIET_MS);
  });
  page.addEventListener("submit", () => clearTimeout(timer));
}

function rowOf(one: Difference): HTMLTableRowElement {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = one.field;
  const cells = [one.theirs, one.mine].map((words) => {
    const cell = document.createElement("td");
    cell.textContent = words;
    return cell;
  });
  row.append(head, ...cells);
  return row;
}
