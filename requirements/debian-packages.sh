#!/bin/sh
# What the tests use beyond Python: a browser, PostgreSQL, Redis, a reader of PDFs, Chinese fonts. Installed on Debian as root; elsewhere named.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium chromium-driver"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
command -v redis-server >/dev/null || missing="$missing redis-server"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing="$missing fontconfig fonts-noto-cjk"
# The browser's driver is a program of its own, which a minimal Debian lacks a library for.
[ ! -f /etc/debian_version ] || ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$missing libatomic1"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing for the tests:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Not on this machine:$missing. The tests that need them are skipped by name; install them to run those too."
fi
