// A pad to sign on with finger, pen or mouse. What is drawn goes into a hidden field as a PNG.
export default function signaturePad(pad: HTMLElement): void {
  const canvas = pad.querySelector("canvas");
  const output = pad.querySelector<HTMLInputElement>("input[type=hidden]");
  const clear = pad.querySelector<HTMLButtonElement>("button[data-clear]");
  const pen = canvas?.getContext("2d");
  if (!canvas || !output || !clear || !pen) return;

  let drawing = false;
  const fit = (): void => {
    const box = canvas.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    if (!box.width || output.value) return;
    canvas.width = box.width * scale;
    canvas.height = box.height * scale;
    pen.scale(scale, scale);
    pen.lineWidth = 2.4;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#14213a";
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    if (!drawing) return;
    drawing = false;
    output.value = canvas.toDataURL("image/png");
    pad.dataset.signed = "";
  });
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    output.value = "";
    delete pad.dataset.signed;
    fit();
  });
  new ResizeObserver(fit).observe(canvas);
}
