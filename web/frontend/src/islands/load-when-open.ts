// A fold that fetches its content, a piece of page printed by the server, when it is opened for the first time.
export default function loadWhenOpen(fold: HTMLElement): void {
  const place = fold.querySelector<HTMLElement>("[data-content]");
  const url = fold.dataset.url;
  if (!(fold instanceof HTMLDetailsElement) || !place || !url) return;
  const load = async (): Promise<void> => {
    if (!fold.open || !place.hasAttribute("aria-busy")) return;
    const reply = await fetch(url).catch(() => null);
    if (!reply?.ok) {
      place.textContent = fold.dataset.failed ?? "";
      return;
    }
    place.innerHTML = await reply.text();
    place.removeAttribute("aria-busy");
    place.dispatchEvent(new CustomEvent("content:loaded", { bubbles: true }));
  };
  fold.addEventListener("toggle", () => void load());
  void load();
}
