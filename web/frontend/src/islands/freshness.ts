// Asks now and then, and when news of the task has come, whether it is still as the page says; shows the server's calm
// sentence if it is not.
const EVERY_MS = 20_000;

export default function watchFreshness(bar: HTMLElement): void {
  const url = bar.dataset.url;
  if (!url) return;
  const ask = async (): Promise<void> => {
    if (document.hidden) return;
    const reply = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!reply?.ok) return;
    const { sentence } = (await reply.json()) as { sentence: string | null };
    if (!sentence) return;
    bar.textContent = sentence;
    bar.hidden = false;
    clearInterval(timer);
  };
  const timer = setInterval(() => void ask(), EVERY_MS);
  document.addEventListener("visibilitychange", () => void ask());
  document.addEventListener("news:task", () => void ask());
}
