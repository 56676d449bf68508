"""How do a review and its silence stand on a case's page? Panels for the filer and the reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import g, url_for

from bargaining.models.deadline import Deadline
from bargaining.queries import review_desk as desk_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import objections, precheck, review_points, silence_guard, silence_watch
from bargaining.rules.objections import Objection
from bargaining.rules.precheck import Answer
from bargaining.rules.review_points import Matter
from bargaining.rules.roles import Role, Sight
from bargaining.rules.silence_guard import Guard, Task
from bargaining.rules.silence_watch import Certainty
from bargaining.web import due_shapes, prechecks, shapes
from bargaining.web.next_cards import move_href

_DEEP = frozenset({Sight.FULL, Sight.FINDINGS, Sight.FILED})
_READS = frozenset({Sight.FULL, Sight.FILED})  # what was objected to, and what was changed
TONES = {Certainty.CERTAIN: "good", Certainty.INTERVAL: "grey", Certainty.UNPROVED: "amber"}
# Sentences that name persons are not for whoever sees the case from above or from beside.
_NAMELESS = {"people": "代表名单有需要核对的地方。"}


def panel(seen: CaseView, today: date) -> dict[str, Any] | None:
    """Shape the guard on silence (审查与默示生效), None where no review runs or nobody may know."""
    review = next(iter(seen.deadlines_of((silence_watch.REVIEW_RULE,))), None)
    if review is None or seen.sight not in _DEEP:
        return None
    found = _guard(seen, review, today)
    if found is None:
        return None
    matters = points(seen, today)
    return {
        **day_words(found),
        "lines": _lines(found),
        "presumed": found.presumed,
        "proved": bool(found.proof),
        "review": due_shapes.deadline(review, on=today, still=shapes.why_still(seen.case)),
        "tasks": _tasks(seen, found.reviewer if g.actor.role is Role.REVIEWER else found.filer),
        "attention": review_points.count_attention(matters),
        "matters": [_matter(one, seen.sight) for one in matters],
        "answered": _answered(objections.answered(seen.facts), seen.sight),
        "opinion": _opinion(seen),
    }


def _guard(seen: CaseView, review: Deadline, today: date) -> Guard | None:
    silence = desk_queries.silence_of(review, today=today)
    return silence_guard.guard(seen.facts, silence, on=today) if silence else None


def day_words(found: Guard) -> dict[str, Any]:
    """Shape the day on which silence does it, and how sure that is (默示生效日)."""
    silence = found.silence
    return {
        "first_on": silence.first_on,
        "last_on": silence.last_on,
        "sure": silence_watch.label(silence),
        "tone": TONES[silence.certainty],
        "days": found.days_left,
        "passed": silence.passed,
    }


def _lines(found: Guard) -> list[tuple[str, Any]]:
    lines: list[tuple[str, Any]] = [
        ("报送之日", found.filed_on),
        ("收到之日" if found.proof else "收到之日（没有凭证，暂按报送之日）", found.received_on),
    ]
    if found.proof:
        lines.append(("收到凭证", found.proof))
    if found.receipt_number:
        lines.append(("受理或备案号", found.receipt_number))
    if found.completed is not None:
        counted = "书面告知过补正，自此起算" if found.counts else "没有书面告知，不移动审查期"
        lines.append((f"补齐之日（{counted}）", found.completed.occurred_on))
    lines.append(("异议最迟送达", found.serve_by))
    return lines


def _opinion(seen: CaseView) -> dict[str, Any] | None:
    """The authority's own paper: where it is written, and the one that waits to be served."""
    written = desk_queries.opinion_written(seen.facts)
    may_write = g.actor.role is Role.REVIEWER
    if not may_write and (written is None or seen.sight is not Sight.FULL):
        return None
    number = seen.case.number
    shaped: dict[str, Any] = {
        "write_href": url_for("review_opinions.write", number=number) if may_write else "",
        "issued": None,
    }
    if written is not None:
        version = int(written.payload["version"])
        href = url_for(
            "papers.issued", number=number, kind="review_opinion", version=version, form="pdf"
        )
        shaped["issued"] = {"href": href, "version": version, "on": written.occurred_on}
    return shaped


def _tasks(seen: CaseView, tasks: Iterable[Task]) -> list[dict[str, str]]:
    """What to do, with a link for whoever may record it now."""
    open_now = {one.move.name: one.move for one in seen.steps if one.why_not is None}
    return [
        {
            "words": one.words,
            "label": open_now[one.move].label if one.move in open_now else "",
            "href": move_href(seen.case.number, open_now[one.move]) if one.move in open_now else "",
        }
        for one in tasks
    ]


def points(seen: CaseView, today: date) -> tuple[Matter, ...]:
    """Look at what was filed on the day it came in (收件核对)."""
    file_by, remind_by = desk_queries.filing_days(seen.deadlines)
    return review_points.on_receipt(seen.facts, file_by=file_by, remind_by=remind_by, on=today)


def _matter(one: Matter, sight: Sight) -> dict[str, Any]:
    return {
        "label": one.label,
        "attention": one.attention,
        "points": [
            {
                "label": point.label,
                "answer": precheck.ANSWER_LABELS[point.answer],
                "tone": prechecks.TONES[point.answer],
                "message": _NAMELESS[point.key]
                if sight is not Sight.FULL
                and point.key in _NAMELESS
                and point.answer is Answer.ATTENTION
                else point.message,
                "basis": [(basis.text, basis.article) for basis in point.basis],
            }
            for point in one.points
        ],
    }


# ── the objection ────────────────────────────────────────────────────────────────────────────


def objection(seen: CaseView) -> dict[str, Any] | None:
    """Shape the objection that waits for its answer (审查异议), with where each part is mended."""
    found = objections.standing(seen.facts)
    if found is None or seen.sight not in _DEEP:
        return None
    open_now = {one.move.name: one.move for one in seen.steps if one.why_not is None}
    return {
        "headline": found.headline,
        "opinion": found.opinion if seen.sight in _READS else "",
        "on": found.event.occurred_on,
        "steps": [
            {"label": label, "href": f"{move_href(seen.case.number, open_now[name])}{tail}"}
            for name, label, tail in _mending(found)
            if name in open_now
        ],
        "papers": url_for("papers.index", number=seen.case.number)
        if seen.sight is Sight.FULL
        else "",
    }


def _mending(found: Objection) -> Sequence[tuple[str, str, str]]:
    """The steps that lead to a text that can be filed again, the failing clause in front."""
    clause = found.clause
    steps = [("record_meeting", "再开一次会，就异议协商", "")]
    if clause is not None and clause.fills:
        steps.append(("record_clauses", f"修改条款：{clause.label}", f"#{clause.fills}"))
    if clause is not None and clause.key in ("post_wages", "lowest_wage", "average_rise"):
        steps.append(("submit_wages", "重新上传工资方案", ""))
    steps.append(("adopt_draft", "修改后形成新的草案", ""))
    steps.append(("refile", "重新签字后再次报送", ""))
    return steps


def beside(seen: CaseView) -> Mapping[str, Any] | None:
    """Shape the objection for the pages on which it is mended (办理页上的异议)."""
    found = objections.standing(seen.facts)
    if found is None or seen.sight is not Sight.FULL:
        return None
    return {"headline": found.headline, "opinion": found.opinion, "on": found.event.occurred_on}


def _answered(found: Objection | None, sight: Sight) -> dict[str, Any] | None:
    """What the filing under review was changed in, beside what had been objected to.

    From above it is seen that an objection was answered, not what it says of the contract.
    """
    if found is None or found.answer is None:
        return None
    told = sight in _READS
    return {
        "headline": found.headline,
        "opinion": found.opinion if told else "",
        "on": found.event.occurred_on,
        "changes": str(found.answer.payload.get("changes", "")) if told else "",
    }
