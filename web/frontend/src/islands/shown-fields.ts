// Shows the part of a form that belongs to the chosen radio button and disables the others, so that they are not sent.
export default function showChosenFields(form: HTMLElement): void {
  const apply = (): void => {
    for (const part of form.querySelectorAll<HTMLFieldSetElement>("fieldset[data-when]")) {
      const [name, value] = (part.dataset.when ?? "").split("=");
      const radios = [...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
      const chosen = radios.some((radio) => radio.checked && radio.value === value);
      part.hidden = !chosen;
      part.disabled = !chosen;
    }
  };
  form.addEventListener("change", apply);
  apply();
}
