// The bell: hears from the server that something is new, and tells the page. Only the page that is looked at listens,
// and only once it has been looked at for a moment: walking through pages opens no streams. Without a stream (no place
// left, a proxy that holds it back) the bell asks now and then; tabs and task ask by themselves anyway.
const AFTER_MS = 3_000;
const ASK_EVERY_MS = 60_000;
const AGAIN_MS = 120_000;

export default function hearNews(bell: HTMLElement): void {
  const { url = "", stream = "" } = bell.dataset;
  if (!url) return;
  let source: EventSource | null = null;
  let opening: ReturnType<typeof setTimeout> | undefined;

  const ask = async (): Promise<void> => {
    if (document.hidden) return;
    const reply = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!reply?.ok) return;
    const { count, sentence } = (await reply.json()) as { count: number; sentence: string };
    show(bell, count, sentence);
  };
  const listen = (): void => {
    if (document.hidden || source || !stream || typeof EventSource === "undefined") return;
    const task = document.querySelector<HTMLElement>("[data-news-task]")?.dataset.newsTask;
    source = new EventSource(task ? `${stream}?task=${encodeURIComponent(task)}` : stream);
    source.addEventListener("notice", () => void ask());
    for (const event of ["work", "task"])
      source.addEventListener(event, () => document.dispatchEvent(new Event(`news:${event}`)));
    source.onerror = () => {
      // The browser connects again by itself, unless it was told that there is no place.
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      opening = setTimeout(listen, AGAIN_MS);
    };
  };
  const start = (): void => {
    clearTimeout(opening);
    opening = setTimeout(listen, AFTER_MS);
  };
  const stop = (): void => {
    clearTimeout(opening);
    source?.close();
    source = null;
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stop();
    start();
    void ask();
  });
  window.addEventListener("pagehide", stop);
  setInterval(() => void (source ? undefined : ask()), ASK_EVERY_MS);
  start();
}

function show(bell: HTMLElement, count: number, sentence: string): void {
  const mark = bell.querySelector<HTMLElement>("[data-new-count]");
  if (mark) {
    mark.textContent = String(count);
    mark.hidden = count === 0;
  }
  const line = document.querySelector<HTMLElement>("[data-new-line]");
  const words = line?.querySelector<HTMLElement>("[data-new-words]");
  if (!line || !words) return;
  if (words.textContent !== sentence) words.textContent = sentence;
  line.hidden = count === 0;
}
