#!/usr/bin/env bash
# Bring the faces of 公文 (仿宋 FandolFang, 楷体 FandolKai) into <instance>/fonts.
# They are free fonts of Debian's texlive-lang-chinese; only two files of it are kept and no TeX is
# installed. Runs as anybody, again and again; without apt the papers fall back to Noto Serif CJK.
#
#   deploy/install-fonts.sh [INSTANCE_FOLDER]      (default: <checkout>/instance)
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
fonts="${1:-$here/instance}/fonts"
wanted=(FandolFang-Regular.otf FandolKai-Regular.otf)

complete() {
    local face
    for face in "${wanted[@]}"; do
        [ -s "$fonts/$face" ] || return 1
    done
}

if complete; then
    exit 0
fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    echo "未安装仿宋、楷体字体：本机没有 apt-get。文书将以思源宋体代替，可把 ${wanted[*]} 放入 $fonts。" >&2
    exit 1
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# apt's download helper drops root's rights; the folder must be open to it.
chmod 755 "$work"
cd "$work"
if ! apt-get -qq download texlive-lang-chinese 2>"$work/apt.log"; then
    # Fresh machines have no package lists yet; only root may fetch them.
    if [ "$(id -u)" -ne 0 ] || ! apt-get -qq update || ! apt-get -qq download texlive-lang-chinese; then
        cat "$work/apt.log" >&2
        echo "未能下载字体包 texlive-lang-chinese。请联网后再运行 deploy/install-fonts.sh；此前文书以思源宋体代替。" >&2
        exit 1
    fi
fi
dpkg-deb --fsys-tarfile texlive-lang-chinese_*.deb | tar -x --wildcards '*/fandol/Fandol*.otf'
mkdir -p "$fonts"
for face in "${wanted[@]}"; do
    found="$(find . -name "$face" -print -quit)"
    if [ -z "$found" ]; then
        echo "字体包中没有 $face。" >&2
        exit 1
    fi
    # Moved into place last, so that an interrupted run leaves no half a font.
    cp "$found" "$fonts/.$face.part"
    chmod 644 "$fonts/.$face.part"
    mv "$fonts/.$face.part" "$fonts/$face"
done
echo "已安装字体：${wanted[*]} → $fonts"
