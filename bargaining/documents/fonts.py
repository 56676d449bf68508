"""Which faces does a paper print with, where are they found, and what do they lack?"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from bargaining import errors

INSTANCE = Path(__file__).resolve().parents[2] / "instance"
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"

# Characters that take room but need no glyph.
_UNDRAWN = frozenset("\n\t \u00a0\u2002\u2003\u3000")


@dataclass(frozen=True)
class Face:
    """One typeface of 公文 and what stands for it in a PDF (字体).

    `names` are the families a Word file asks for; `file` is the free font that draws them, empty
    where a system family does; `stand_in` draws what it lacks, or all of it where it is missing.
    """

    label: str
    names: tuple[str, ...]
    file: str
    family: str
    stand_in: str
    bold: bool = False


FANG = Face(
    label="仿宋",
    names=("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312"),
    file="FandolFang-Regular.otf",
    family="FandolFang",
    stand_in=SERIF,
)
KAI = Face(
    label="楷体",
    names=("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312"),
    file="FandolKai-Regular.otf",
    family="FandolKai",
    stand_in=SERIF,
)
HEI = Face(label="黑体", names=("黑体", "SimHei"), file="", family=SANS, stand_in=SANS)
TITLE = Face(
    label="小标宋",
    names=("方正小标宋简体", "方正小标宋_GBK"),
    file="",
    family=SERIF,
    stand_in=SERIF,
    bold=True,
)
SONG = Face(label="宋体", names=("宋体", "SimSun"), file="", family=SERIF, stand_in=SERIF)
FACES = (FANG, KAI, HEI, TITLE, SONG)


@dataclass(frozen=True)
class Found:
    """A font file, and which of the fonts inside it (字体文件)."""

    path: Path
    number: int = 0


@dataclass(frozen=True)
class Shelf:
    """The fonts of this machine: those of the instance, then the system's (字体架)."""

    own: tuple[tuple[str, Path], ...]
    system: tuple[tuple[str, Found], ...]
    added: tuple[Path, ...]

    def find(self, family: str) -> Found | None:
        """Find the file that draws a family, or None."""
        own = dict(self.own).get(family)
        return Found(own) if own is not None else dict(self.system).get(family)

    def chain(self, face: Face) -> tuple[Found, ...]:
        """List the files that draw a face, each filling what those before it lack."""
        named = (self.find(family) for family in dict.fromkeys((face.family, face.stand_in, SANS)))
        return (
            *(each for each in named if each is not None),
            *(Found(path) for path in self.added),
        )


def shelf(instance: Path = INSTANCE) -> Shelf:
    """See which fonts are there; raise NotReady without any Chinese system font."""
    folder = instance / "fonts"
    known = {face.file: face.family for face in FACES if face.file}
    files = sorted(folder.glob("*.[ot]t[fc]")) if folder.is_dir() else []
    own = tuple((known[path.name], path) for path in files if path.name in known)
    system = tuple(
        (family, found)
        for family in dict.fromkeys(
            family for face in FACES for family in (face.family, face.stand_in)
        )
        if (found := _system(family)) is not None
    )
    if SERIF not in dict(system):
        raise errors.NotReady("缺少中文字体 Noto Serif CJK SC，请安装系统软件包 fonts-noto-cjk。")
    return Shelf(
        own=own, system=system, added=tuple(path for path in files if path.name not in known)
    )


def lacking(instance: Path = INSTANCE) -> list[str]:
    """Say in sentences which faces are missing and what prints instead (字体检查)."""
    try:
        here = shelf(instance)
    except errors.NotReady as problem:
        return [str(problem)]
    return [
        f"没有{face.label}字体 {face.family}，PDF 暂以 {face.stand_in} 代替；"
        "请运行 deploy/install-fonts.sh 安装。"
        for face in FACES
        if here.find(face.family) is None
    ]


def face_of(name: str) -> Face:
    """Choose the face that stands for a family of a Word file; 宋体 for any other."""
    return next((face for face in FACES if name in face.names), SONG)


def check(text: Iterable[str], *, face: Face, here: Shelf) -> None:
    """Refuse a text with a character that no font can draw: a paper never prints a box."""
    wanted = {character for piece in text for character in piece} - _UNDRAWN
    for found in here.chain(face):
        if not wanted:
            return
        wanted -= glyphs(found.path, found.number, found.path.stat().st_mtime_ns)
    if wanted:
        character = min(wanted)
        raise errors.Refused(
            errors.Refusal(
                code="glyph_missing",
                message=f"本机字体中没有“{character}”字（U+{ord(character):04X}），不能生成 PDF。"
                "请下载 Word 文件打印，或者请管理员把含有这个字的字体文件放入 instance/fonts。",
            )
        )


@lru_cache(maxsize=32)
def glyphs(path: Path, number: int, _stamp: int) -> frozenset[str]:
    """List the characters a font file can draw."""
    with TTFont(path, fontNumber=number, lazy=True) as font:
        return frozenset(chr(point) for point in font.getBestCmap())


@lru_cache(maxsize=32)
def _system(family: str) -> Found | None:
    """Ask fontconfig for a family of the system."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    answer = subprocess.run(  # noqa: S603 -- fontconfig's own program, a name of our table
        [program, "--format", "%{style}\t%{index}\t%{file}\n", f":family={family}"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in sorted(answer.stdout.splitlines()):
        style, _, rest = line.partition("\t")
        number, _, path = rest.partition("\t")
        # A variable font lists its named instances with large numbers.
        if style.split(",")[0] in {"Regular", "R"} and number.isdigit():
            return Found(Path(path), int(number) & 0xFFFF)
    return None
