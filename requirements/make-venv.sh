#!/bin/sh
# make-venv.sh PYTHON DIRECTORY: a virtual environment; Debian ships Python without it, so root installs that part.
set -eu
python=$1 directory=$2
if "$python" -m venv "$directory" >/dev/null 2>&1; then exit 0; fi
rm -rf "$directory"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Python's venv module is not on this machine: installing python$version-venv"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "python$version-venv" >/dev/null
    exec "$python" -m venv "$directory"
fi
echo "Python's venv module is missing: install it (on Debian: apt install python3-venv) and run make again." >&2
exit 1
