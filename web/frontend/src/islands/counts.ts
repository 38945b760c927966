// Keeps the counts of the tabs up to date while the page is open and looked at: now and then, and when news has come.
// A busy day's news come together: one question a few seconds.
const EVERY_MS = 30_000;
const GATHER_MS = 3_000;

export default function keepCounts(tabs: HTMLElement): void {
  const url = tabs.dataset.url;
  if (!url) return;
  const ask = async (): Promise<void> => {
    if (document.hidden) return;
    const reply = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!reply?.ok) return;
    const { counts } = (await reply.json()) as { counts: Record<string, string> };
    for (const place of tabs.querySelectorAll<HTMLElement>("[data-count]")) {
      const count = counts[place.dataset.count ?? ""];
      if (count !== undefined && place.textContent !== count) place.textContent = count;
    }
  };
  setInterval(() => void ask(), EVERY_MS);
  document.addEventListener("visibilitychange", () => void ask());
  let gathering = false;
  document.addEventListener("news:work", () => {
    if (gathering) return;
    gathering = true;
    setTimeout(() => {
      gathering = false;
      void ask();
    }, GATHER_MS);
  });
}
