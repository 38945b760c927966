// Shows the deployed diagram and marks where the case stands and how it came there.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { readJson } from "../lib/data";
import { type Marks, markersOf } from "../lib/diagram-marks";
import { hasWidth } from "../lib/has-width";

interface Canvas {
  zoom(level?: "fit-viewport" | number, center?: "auto" | null): number;
  addMarker(id: string, marker: string): void;
  viewbox(box?: object): { x: number; y: number; width: number; height: number; inner: { width: number; height: number; x: number; y: number }; outer: { width: number; height: number } };
  scrollToElement(element: unknown, padding?: number): void;
}
interface Shape {
  x: number;
  y: number;
  width: number;
  height: number;
  children?: unknown[];
}
interface Registry {
  get(id: string): Shape | undefined;
}

const READABLE_ZOOM = 0.7;

export default async function showDiagram(figure: HTMLElement): Promise<void> {
  const place = figure.querySelector<HTMLElement>("[data-canvas]");
  if (!place) return;
  const reply = await fetch(figure.dataset.url ?? "");
  if (!reply.ok) throw new Error(`the diagram did not come: ${reply.status}`);
  // In a fold that was closed meanwhile there is no width to draw to: a zoom to fit would be a division by nothing.
  await hasWidth(place);
  const viewer = new NavigatedViewer({ container: place });
  await viewer.importXML(await reply.text());
  place.removeAttribute("aria-busy");

  const canvas = viewer.get<Canvas>("canvas");
  const registry = viewer.get<Registry>("elementRegistry");
  const marks = readJson<Marks>(figure, "marks", { current: [], taken: [], failed: [] });
  for (const [id, marker] of markersOf(marks)) {
    const shape = registry.get(id);
    // A subprocess that is drawn open would hide in colour what stands inside it: only its edge is marked.
    if (shape) canvas.addMarker(id, shape.children?.length && marker === "is-current" ? "is-open" : marker);
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
  const here = current.map((id) => registry.get(id)).find((shape) => shape && !shape.children?.length);
  if (fitted >= READABLE_ZOOM || !here) return;
  canvas.zoom(READABLE_ZOOM);
  const { outer, inner } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE_ZOOM, outer.height / READABLE_ZOOM];
  canvas.viewbox({
    x: within(here.x + here.width / 2 - width / 2, inner.x, inner.x + inner.width - width),
    y: within(here.y + here.height / 2 - height / 2, inner.y, inner.y + inner.height - height),
    width,
    height,
  });
}

const MARGIN = 20;

/** As near to the wanted edge as the drawing reaches, so that no empty paper is shown. */
function within(wanted: number, first: number, last: number): number {
  if (last < first) return (first + last) / 2;
  return Math.min(Math.max(wanted, first - MARGIN), last + MARGIN);
}
