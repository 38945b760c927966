"""Draws every diagram as bpmn-js shows it, for eyes and for documents: `python -m tests.draw_diagrams [FOLDER]`.

Writes `<process>.svg` and `<process>.png` into the folder (`build/diagrams` if none is named). Exit status 1 if a
diagram opens with a warning, 2 if Chromium or bpmn-js is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
VIEWER = ROOT / "web" / "frontend" / "node_modules" / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js"
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
DRAW = """async (xml) => {
  const viewer = new BpmnJS({ container: "#canvas" });
  const { warnings } = await viewer.importXML(xml);
  const { svg } = await viewer.saveSVG();
  viewer.destroy();
  return { svg, warnings: warnings.map(({ message }) => message) };
}"""
MARGIN = 10
SHARPNESS = 2


def draw(page: Page, diagram: Path, folder: Path) -> list[str]:
    """Draws one diagram into the folder; gives what bpmn-js warned of."""
    page.set_content('<div id="canvas" style="width:1000px;height:800px"></div>')
    page.add_script_tag(path=VIEWER)
    drawn = page.evaluate(DRAW, diagram.read_text("utf-8"))
    (folder / f"{diagram.stem}.svg").write_text(drawn["svg"], "utf-8")
    picture = drawn["svg"][drawn["svg"].index("<svg") :]
    page.set_content(f'<body style="margin:{MARGIN}px;display:inline-block;background:#fff">{picture}</body>')
    page.locator("body").screenshot(path=folder / f"{diagram.stem}.png")
    return list(drawn["warnings"])


def main(folder: Path) -> int:
    """Draws the diagrams of `bpmn/` and says what it wrote."""
    if CHROMIUM is None or not VIEWER.exists():
        sys.stderr.write("Drawing needs Chromium and web/frontend/node_modules (npm ci in web/frontend).\n")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    warned = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(device_scale_factor=SHARPNESS).new_page()
        for diagram in sorted((ROOT / "bpmn").glob("*/*.bpmn")):
            warnings = draw(page, diagram, folder)
            sys.stdout.write("\n  ".join([str(folder / f"{diagram.stem}.png"), *warnings]) + "\n")
            warned = warned or bool(warnings)
        browser.close()
    return int(warned)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "diagrams")))
