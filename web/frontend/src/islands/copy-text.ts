// Copies a text (a customer's link) and says so.
export default function copyText(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(button.dataset.text ?? "").then(() => {
      button.textContent = button.dataset.done ?? "";
    });
  });
}
