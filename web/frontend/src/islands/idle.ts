// After a long pause the server asks for a login again. This says so two minutes before and offers to stay; it tells the
// server of work that makes no request (reading, typing); and when the time is over it goes to the login page, which
// leads back here. Where something is typed that no draft keeps, it stays and says what to do instead.
const WARN_MS = 120_000;
const LOOK_EVERY_MS = 15_000;
const TELL_EVERY_MS = 300_000;

export default function watchIdle(bar: HTMLElement): void {
  const { minutes = "0", stay = "", ask = "", login = "" } = bar.dataset;
  const limit = Number(minutes) * 60_000;
  if (!limit || !stay) return;
  const soon = bar.querySelector<HTMLElement>("[data-idle-soon]");
  const over = bar.querySelector<HTMLElement>("[data-idle-over]");
  let told = Date.now();
  let typed = false;

  // The same person's other tabs count too.
  const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("active");
  tabs?.addEventListener("message", () => {
    told = Date.now();
    if (!soon?.hidden) bar.hidden = true;
  });
  const tell = async (): Promise<void> => {
    told = Date.now();
    tabs?.postMessage("active");
    bar.hidden = true;
    await fetch(stay, { headers: { Accept: "application/json" } }).catch(() => null);
  };
  const active = (): void => {
    if (Date.now() - told >= TELL_EVERY_MS && bar.hidden) void tell();
  };
  const look = async (): Promise<void> => {
    const idle = Date.now() - told;
    if (idle < limit - WARN_MS) return;
    bar.hidden = false;
    if (idle < limit) return;
    // The server decides; its clock may be kinder than this one.
    const reply = await fetch(ask, { headers: { Accept: "application/json" } }).catch(() => null);
    if (reply?.status !== 401) return;
    clearInterval(timer);
    if (!typed) {
      const { pathname, search } = window.location;
      window.location.assign(`${login}?next=${encodeURIComponent(pathname + search)}`);
      return;
    }
    if (soon) soon.hidden = true;
    if (over) over.hidden = false;
  };

  tabs?.postMessage("active");
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, active, { passive: true });
  document.addEventListener("input", (event) => {
    // A task's form keeps drafts; everything else is only on this page.
    const place = event.target as HTMLElement | null;
    if (!place?.closest?.("form")?.querySelector("[data-island~=draft][data-url]")) typed = true;
  });
  bar.querySelector("[data-idle-stay]")?.addEventListener("click", () => void tell());
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", () => void (document.hidden ? undefined : look()));
}
