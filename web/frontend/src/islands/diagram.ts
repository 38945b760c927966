// Shows the deployed diagram and marks where the case stands and how it came there.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { readJson } from "../lib/data";
import { type Marks, markersOf } from "../lib/diagram-marks";

interface Canvas {
  zoom(level?: "fit-viewport" | number, center?: "auto" | null): number;
  addMarker(id: string, marker: string): void;
  viewbox(box?: object): { x: number; y: number; width: number; height: number; inner: { width: number; height: number; x: number; y: number }; outer: { width: number; height: number } };
  scrollToElement(element: unknown, padding?: number): void;
}
interface Registry {
  get(id: string): { x: number; y: number; width: number; height: number } | undefined;
}

const READABLE_ZOOM = 0.55;

export default async function showDiagram(figure: HTMLElement): Promise<void> {
  const place = figure.querySelector<HTMLElement>("[data-canvas]");
  if (!place) return;
  const reply = await fetch(figure.dataset.url ?? "");
  if (!reply.ok) throw new Error(`the diagram did not come: ${reply.status}`);
  const viewer = new NavigatedViewer({ container: place });
  await viewer.importXML(await reply.text());
  place.removeAttribute("aria-busy");

  const canvas = viewer.get<Canvas>("canvas");
  const registry = viewer.get<Registry>("elementRegistry");
  const marks = readJson<Marks>(figure, "marks", { current: [], taken: [], failed: [] });
  for (const [id, marker] of markersOf(marks)) {
    if (registry.get(id)) canvas.addMarker(id, marker);
  }
  lookAt(canvas, registry, marks.current);

  const links = readJson<Record<string, string>>(figure, "links", {});
  viewer.on("element.dblclick", (event: { element: { id: string } }) => {
    const link = links[event.element.id];
    if (link) window.location.assign(link);
  });
  for (const button of figure.querySelectorAll<HTMLButtonElement>("button[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") canvas.zoom("fit-viewport", "auto");
      else canvas.zoom(canvas.zoom() * Number(button.dataset.zoom));
    });
  }
}

/** The whole diagram if it can be read so; else the place where the case stands, at a readable size. */
function lookAt(canvas: Canvas, registry: Registry, current: string[]): void {
  const fitted = canvas.zoom("fit-viewport", "auto");
  const here = current.map((id) => registry.get(id)).find(Boolean);
  if (fitted >= READABLE_ZOOM || !here) return;
  canvas.zoom(READABLE_ZOOM);
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE_ZOOM, outer.height / READABLE_ZOOM];
  canvas.viewbox({
    x: here.x + here.width / 2 - width / 2,
    y: here.y + here.height / 2 - height / 2,
    width,
    height,
  });
}
