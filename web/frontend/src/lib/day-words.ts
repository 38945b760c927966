// form-js shows in a field for a day or a time how to type it, in English letters: "yyyy/mm/dd".
const DAY = /^[ymd]+([/.-])[ymd]+[/.-][ymd]+$/;
const TIME = /^hh:mm( --)?$/;

/** Say in Chinese how days and times are typed, now and in fields that come later. */
export function sayDays(place: HTMLElement): void {
  say(place);
  new MutationObserver(() => say(place)).observe(place, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["placeholder"],
  });
}

function say(place: HTMLElement): void {
  for (const field of place.querySelectorAll<HTMLInputElement>("input[placeholder]")) {
    const said = field.placeholder;
    if (DAY.test(said)) field.placeholder = said.replace(/y+/, "年").replace(/m+/, "月").replace(/d+/, "日");
    else if (TIME.test(said)) field.placeholder = "时:分";
  }
}
