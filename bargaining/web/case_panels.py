"""What stands beside the steps on a case's page?"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, url_for

from bargaining import clock
from bargaining.db import db
from bargaining.queries import case_view, enterprise_view
from bargaining.queries import papers as paper_queries
from bargaining.rules import improvements as improvement_rules
from bargaining.rules import papers
from bargaining.rules.roles import REGISTER_READERS, Role, Sight
from bargaining.web import dispatch_shapes


def is_overdue(seen: case_view.CaseView, today: date) -> bool:
    """Tell whether the other side's written answer is overdue."""
    return any(
        one.overdue_after is not None and one.overdue_after < today
        for one in seen.deadlines_of(("T-OFFER-REPLY",))
    )


def instructors(seen: case_view.CaseView) -> dict[str, Any] | None:
    """Who looks after the enterprise of the case; a contract of several has no single one.

    Nor is it asked of an enterprise that moved away.
    """
    if seen.case.enterprise_id is None or seen.agreed_to_help is None:
        return None
    back = url_for("cases.show", number=seen.case.number)
    return dispatch_shapes.panel(seen.case.enterprise_id, back=back)


def improvements(seen: case_view.CaseView) -> list[dict[str, Any]]:
    """What a chair could do better is for the chair and whoever helps, and for nobody above."""
    if seen.sight is not Sight.FULL or g.actor.role not in (Role.UNION_CHAIR, Role.INSTRUCTOR):
        return []
    return [
        {"message": one.message, "basis": [(basis.text, basis.article) for basis in one.basis]}
        for one in improvement_rules.improvements(seen.facts)
    ]


def filed(seen: case_view.CaseView) -> list[dict[str, str]]:
    """For the reviewer, the papers that were filed; their photos stand beside the entries."""
    if seen.sight is not Sight.FILED:
        return []
    return [
        {
            "label": f"{papers.CATALOGUE[one.kind].title}（第{one.version}版）",
            "href": url_for(
                "papers.issued",
                number=seen.case.number,
                kind=one.kind,
                version=one.version,
                form="pdf",
            ),
            "note": "",
        }
        for one in paper_queries.list_filed(db.session(), seen.case, left=seen.left)
    ]


def covered(seen: case_view.CaseView) -> list[dict[str, Any]]:
    """Of a contract of several enterprises, those the actor may see."""
    if seen.case.enterprise_id is not None:
        return []
    found = enterprise_view.covered(db.session(), seen.case, actor=g.actor, on=clock.today())
    readable = g.actor.role in REGISTER_READERS
    return [
        {
            "href": url_for("enterprises.show", enterprise_id=one.id) if readable else "",
            "cells": {
                "name": {"text": one.name, "note": "" if confirmed else "未列入签字名册，不计覆盖"},
                "workers": workers,
            },
            "tone": "" if confirmed else "quiet",
        }
        for one, workers, confirmed in found
    ]


def one_of_each_duty(deadlines: Any) -> list[Any]:  # noqa: ANN401 -- rows
    """Of several sources of one duty the page shows the first; its proof names the others."""
    shown: dict[tuple[str, int], Any] = {}
    for one in sorted(deadlines, key=lambda row: (row.due_on or date.max, row.rule_id)):
        shown.setdefault((one.proof.get("duty", one.rule_id), one.start_sequence), one)
    return sorted(
        shown.values(), key=lambda row: (row.ended_on is not None, row.due_on or date.max)
    )
