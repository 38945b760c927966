// Bundles the islands into ../static/build (or, with --tests, the tests into ../static/build-tests). No dev server:
// pages are rendered by Flask, and a build takes under a second.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const forTests = process.argv.includes("--tests");
const outdir = join(here, "..", "static", forTests ? "build-tests" : "build");
rmSync(outdir, { recursive: true, force: true });

const common = { absWorkingDir: here, bundle: true, format: "esm", target: "es2022", logLevel: "warning" };

if (forTests) {
  const tests = readdirSync(join(here, "tests")).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: tests.map((name) => join("tests", name)),
    outdir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    packages: "external",
    // A test imports happy-dom from node_modules here; the bundle lies elsewhere, so the path is written in.
    alias: { "happy-dom": join(here, "node_modules", "happy-dom", "lib", "index.js") },
    external: [join(here, "node_modules", "happy-dom", "lib", "index.js")],
  });
} else {
  await build({
    ...common,
    entryPoints: { main: "src/main.ts", form: "src/form.css", diagram: "src/diagram.css" },
    outdir,
    splitting: true,
    minify: true,
    chunkNames: "chunks/[name]-[hash]",
    legalComments: "linked",
    loader: { ".svg": "dataurl", ".woff": "file", ".woff2": "file" },
  });
}
