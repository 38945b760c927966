// form-js names the buttons that remove a row of a list itself, in English: "Remove list item 2". It names them anew when
// rows come and go, so whoever reads Chinese needs somebody who watches.
const SAID = /^Remove list item (\d+)$/;

/** Name the buttons in Chinese, now and whenever form-js names one. */
export function nameRemoveButtons(place: HTMLElement): void {
  name(place);
  new MutationObserver(() => name(place)).observe(place, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label"],
  });
}

function name(place: HTMLElement): void {
  for (const button of place.querySelectorAll<HTMLElement>(".fjs-repeat-row-remove")) {
    const said = SAID.exec(button.getAttribute("aria-label") ?? "");
    if (!said) continue;
    button.setAttribute("aria-label", `删除第 ${said[1]} 项`);
    button.title = `删除第 ${said[1]} 项`;
  }
}
