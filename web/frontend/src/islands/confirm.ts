// Asks once more before a form that cannot be undone is sent, in the sentence that the server wrote.
export default function confirmFirst(element: HTMLElement): void {
  const dialog = document.getElementById(element.dataset.dialog ?? "");
  if (!(element instanceof HTMLFormElement) || !(dialog instanceof HTMLDialogElement)) return;
  let confirmed = false;
  element.addEventListener("submit", (event) => {
    if (confirmed) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    confirmed = true;
    element.requestSubmit();
  });
}
