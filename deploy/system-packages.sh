#!/usr/bin/env bash
# See that the system's own packages are there: install them as root, name them otherwise.
#
#   deploy/system-packages.sh [--tests]
set -euo pipefail

python="${PYTHON:-python3}"
missing=()

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v "$python" >/dev/null; then
    missing+=(python3 python3-venv)
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "需要 Python 3.11 以上，本机的 $python 是 $("$python" -V 2>&1)。请用 make PYTHON=… 指定。" >&2
    exit 1
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    missing+=(python3-venv)
fi
if command -v dpkg-query >/dev/null; then
    for package in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk; do
        installed "$package" || missing+=("$package")
    done
fi
if [ "${1:-}" = --tests ]; then
    command -v chromium >/dev/null || missing+=(chromium)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
fi

[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "请先安装系统软件包：sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "正在安装系统软件包：${missing[*]}"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -y -o DPkg::Lock::Timeout=120)
# Lists that are old name files that are gone; an update that fails may still leave usable ones.
"${apt[@]}" update >"$log" 2>&1 || true
if ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    cat "$log" >&2
    echo "系统软件包没有装好，请联网后再试，或手工安装：apt-get install ${missing[*]}" >&2
    exit 1
fi
