"""Which CSS says what Word's properties say: characters, paragraphs, borders?"""

from __future__ import annotations

from bargaining.documents import fonts, word
from bargaining.documents.word import Properties

# Word's "single" spacing of a Chinese face, as a multiple of its size.
SINGLE = 1.3

_ALIGN = {"center": "center", "right": "right", "end": "right"}
_STROKE = {"double": "double", "dashed": "dashed", "dotted": "dotted"}
_AUTO_BLACK = {"", "auto"}


def face(run: Properties) -> fonts.Face:
    """Choose the face of a run: the East Asian family decides, as nearly all text is Chinese."""
    said = run.get("rFonts", {})
    return fonts.face_of(said.get("eastAsia") or said.get("ascii") or "")


def size(run: Properties) -> float:
    """Return the size of a run in points."""
    return (word.number(run, "sz") or 20.0) / 2


def of_run(run: Properties) -> dict[str, str]:
    """Say in CSS how a run looks."""
    chosen = face(run)
    css = {
        "font-family": families(chosen),
        "font-size": f"{size(run):g}pt",
        "font-weight": "700" if chosen.bold or word.is_on(run, "b") else "400",
        "letter-spacing": f"{(word.number(run, 'spacing') or 0) / 20:g}pt",
    }
    color = run.get("color", {}).get("val", "")
    css["color"] = "#000000" if color in _AUTO_BLACK else f"#{color}"
    if word.is_on(run, "u"):
        css["text-decoration"] = "underline"
    if word.is_on(run, "i"):
        css["font-style"] = "italic"
    return css


def families(chosen: fonts.Face) -> str:
    """Name a face's fonts for CSS, each filling what those before it lack."""
    named = dict.fromkeys((chosen.family, chosen.stand_in, fonts.SANS, "added"))
    return ",".join(f'"{each}"' for each in named)


def of_paragraph(paragraph: Properties, *, run: Properties) -> dict[str, str]:
    """Say in CSS how a paragraph stands; `run` is the look of its plain text."""
    em = size(run) + (word.number(run, "spacing") or 0) / 20
    first = _indent(paragraph, "firstLine", em=em) - _indent(paragraph, "hanging", em=em)
    css = {
        "text-align": _ALIGN.get(paragraph.get("jc", {}).get("val", ""), "left"),
        "line-height": _line_height(paragraph, size=size(run)),
        "text-indent": f"{first:g}pt",
        "margin": f"{_space(paragraph, 'before')}pt {_indent(paragraph, 'right', em=em):g}pt "
        f"{_space(paragraph, 'after')}pt {_indent(paragraph, 'left', em=em):g}pt",
    }
    css["min-height"] = css["line-height"]
    if word.is_on(paragraph, "pageBreakBefore"):
        css["break-before"] = "page"
    if word.is_on(paragraph, "keepNext"):
        css["break-after"] = "avoid"
    if word.is_on(paragraph, "keepLines"):
        css["break-inside"] = "avoid"
    return css


def border(said: dict[str, str] | None) -> str:
    """Say in CSS what a border of a table looks like."""
    value = (said or {}).get("val", "nil")
    if value in {"nil", "none"}:
        return "none"
    color = (said or {}).get("color", "auto")
    width = float((said or {}).get("sz", "4")) / 8
    return (
        f"{width:g}pt {_STROKE.get(value, 'solid')} "
        f"{'#000000' if color in _AUTO_BLACK else f'#{color}'}"
    )


class Sheet:
    """A style sheet that grows: one class for every look that occurs (样式表).

    A wage table of sixty posts has five hundred cells and a dozen looks; written beside every
    cell they cost WeasyPrint most of its time.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, css: dict[str, str]) -> str:
        """Return the class that stands for a look."""
        rules = ";".join(f"{name}:{value}" for name, value in css.items())
        return self._names.setdefault(rules, f"k{len(self._names)}")

    def written(self) -> str:
        """Write all classes as CSS."""
        return "".join(f".{name}{{{rules}}}" for rules, name in self._names.items())


def _indent(paragraph: Properties, name: str, *, em: float) -> float:
    """Return an indent in points; one given in characters goes before one in twips."""
    characters = word.number(paragraph, "ind", f"{name}Chars")
    if characters:
        return characters / 100 * em
    logical = {"left": "start", "right": "end"}.get(name, name)
    twips = word.number(paragraph, "ind", name)
    return (twips if twips is not None else word.number(paragraph, "ind", logical) or 0) / 20


def _space(paragraph: Properties, name: str) -> str:
    return f"{(word.number(paragraph, 'spacing', name) or 0) / 20:g}"


def _line_height(paragraph: Properties, *, size: float) -> str:
    said = paragraph.get("spacing", {})
    line = float(said.get("line", "240"))
    match said.get("lineRule", "auto"):
        case "exact":
            points = line / 20
        case "atLeast":
            points = max(line / 20, size * SINGLE)
        case _:
            points = size * SINGLE * line / 240
    return f"{points:g}pt"
