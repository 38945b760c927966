// What the free modelers make of our files: each is read as they read it, checked by their rules, and saved again.
// `node modelers.mjs FILE…` prints one JSON object: file name to `{warnings, findings, saved}`. It changes no file.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { BpmnModdle } from "bpmn-moddle";
import { DmnModdle } from "dmn-moddle";

const require = createRequire(import.meta.url);
const { Linter } = require("bpmnlint");
const NodeResolver = require("bpmnlint/lib/resolver/node-resolver");
const extensions = {
  zeebe: require("zeebe-bpmn-moddle/resources/zeebe.json"),
  modeler: require("modeler-moddle/resources/modeler.json"),
};
// A way back that enters a task beside the way in is drawn without a gateway: see bpmn/README.md.
// The dialect has inclusive gateways: where any number of ways applies, they say it in one shape.
const STYLE = { extends: "bpmnlint:recommended", rules: { "fake-join": "off", "no-inclusive-gateway": "off" } };
const CAMUNDA = ["8-6", "8-7", "8-8"].map((version) => ({ extends: `plugin:camunda-compat/camunda-cloud-${version}` }));

async function lint(definitions) {
  const found = [];
  for (const config of [STYLE, ...CAMUNDA]) {
    const reports = await new Linter({ config, resolver: new NodeResolver({ require }) }).lint(definitions);
    for (const [rule, findings] of Object.entries(reports)) {
      for (const { id, message } of findings) found.push(`${config.extends} ${rule} ${id}: ${message}`);
    }
  }
  return found;
}

async function tried(file) {
  const text = await readFile(file, "utf8");
  const isDecision = file.endsWith(".dmn");
  const moddle = isDecision ? new DmnModdle() : new BpmnModdle(extensions);
  const { rootElement, warnings } = await moddle.fromXML(text, ...(isDecision ? ["dmn:Definitions"] : []));
  const findings = isDecision ? [] : await lint(rootElement);
  const { xml: saved } = await moddle.toXML(rootElement, { format: true });
  return { warnings: warnings.map(({ message }) => message), findings, saved };
}

const files = process.argv.slice(2);
const answers = await Promise.all(files.map(tried));
process.stdout.write(JSON.stringify(Object.fromEntries(files.map((file, index) => [file, answers[index]]))));
