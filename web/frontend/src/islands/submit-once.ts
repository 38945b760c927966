// A second click must not send a form twice.
export default function submitOnce(element: HTMLElement): void {
  element.addEventListener("submit", (event) => {
    // After the event: the pressed button's own value is still sent, and another island may have held the form back.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      for (const button of element.querySelectorAll<HTMLButtonElement>("button[type=submit]")) {
        button.disabled = true;
        button.setAttribute("aria-busy", "true");
      }
    });
  });
  // Back in the browser's history: the page is usable again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of element.querySelectorAll<HTMLButtonElement>("button[aria-busy]")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  });
}
