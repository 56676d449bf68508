#!/usr/bin/env bash
# Make .venv and bring it to the locked packages; ends at once where nothing has changed.
#
#   deploy/environment.sh run|dev|mutants|bench
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
kind="${1:?run, dev, mutants or bench}"
python="${PYTHON:-python3}"
venv="$PWD/.venv"

# What an environment was made from; it holds absolute paths, so its place counts as well.
made_from() {
    printf '%s\n' "$PWD"
    sha256sum "requirements/$1.txt" pyproject.toml
}
# The packages of the tests include those of the system, those for mutants include both.
case "$kind" in
run) enough=(run dev mutants) ;;
dev) enough=(dev mutants) ;;
*) enough=("$kind") ;;
esac
for done in "${enough[@]}"; do
    if [ -x "$venv/bin/bargaining" ] && [ "$(cat "$venv/.made-$done" 2>/dev/null)" = "$(made_from "$done")" ]; then
        exit 0
    fi
done

if [ -e "$venv/bin/bargaining" ] && ! grep -q -F "$venv/bin/" "$venv/bin/bargaining"; then
    rm -rf "$venv" # the checkout was moved or copied
fi
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    echo "正在建立 Python 环境 .venv"
    "$python" -m venv "$venv"
fi
echo "正在安装 Python 依赖（requirements/$kind.txt）"
rm -f "$venv"/.made-*
pip=("$venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet)
"${pip[@]}" install --use-pep517 --require-hashes -r "requirements/$kind.txt"
"${pip[@]}" install --no-deps --no-build-isolation -e .
made_from "$kind" >"$venv/.made-$kind"
