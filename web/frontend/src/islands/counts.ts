// Keeps the counts of the tabs up to date while the page is open and looked at.
const EVERY_MS = 30_000;

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
}
