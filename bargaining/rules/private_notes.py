"""Who reads what one side wrote down for itself? That side alone, and never the other."""

from __future__ import annotations

from bargaining.errors import Refusal
from bargaining.rules import mobiles
from bargaining.rules.roles import RECORDERS, Actor, Sight, sight
from bargaining.rules.states import Side

LONGEST = 2000


def side_of(actor: Actor) -> Side | None:
    """Name the side that somebody writes and reads for (本方); None for whoever stands on none."""
    return Side.UNION if actor.role in RECORDERS else None


def may_read(actor: Actor, *, agreed_to_help: bool | None) -> bool:
    """Tell whether somebody reads the notes of their own side (能否看本方备忘).

    The chair, the instructor who helps the enterprise, and street staff whom the union asked
    to record for it; nobody from above, no reviewer, no administrator, no command line.
    """
    if side_of(actor) is None:
        return False
    return sight(actor, agreed_to_help=agreed_to_help) is Sight.FULL


def why_wrong(text: str) -> Refusal | None:
    """Say why a note cannot be kept (备忘不能保存的理由): it is never erased."""
    if not text.strip():
        return Refusal("missing", "请写一句要记的内容。", field="text")
    if len(text) > LONGEST:
        return Refusal("too_long", f"备忘每条不超过 {LONGEST} 字。", field="text")
    if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text):
        return Refusal("bad_text", "备忘含有无法显示的字符，请重新填写。", field="text")
    if mobiles.stands_in(text):
        words = "备忘里请不要写手机号码和身份证号，保存以后不能删去。"
        return Refusal("personal_number", words, field="text")
    return None
