"""How does the register stand on a page? Labels, 待补 where nothing is known, changes in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask import url_for

from bargaining.documents import lists
from bargaining.models.base import iso
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UNION_KIND_LABELS, UnionBody, UnionKind
from bargaining.queries.enterprise_view import Cycle, EnterpriseView
from bargaining.queries.enterprises import EnterpriseLine
from bargaining.rules.states import WAY_LABELS, ContractWay
from bargaining.web import filters, shapes

MISSING: Final = "待补"
LABELS: Mapping[str, str] = {
    "code": "统一社会信用代码",
    "name": "单位名称",
    "district_code": "区",
    "street_code": "街道（乡镇）",
    "registered_at": "注册地",
    "operates_at": "经营地",
    "industry_code": "国民经济行业",
    "ownership": "登记注册类型",
    "workers": "职工人数",
    "women": "女职工数",
    "migrants": "农民工数",
    "dispatched": "劳务派遣数",
    "unionised": "是否建会",
    "union_form": "建会形式",
    "union_id": "所属工会",
    "members": "会员人数",
    "chair_name": "工会主席",
    "legal_representative": "法定代表人",
    "contact_id": "联系电话",
    "operating": "是否正常经营",
    "operating_ground": "经营情况的依据",
}
UNION_LABELS: Mapping[str, str] = {
    "code": "法人代码",
    "name": "工会名称",
    "kind": "工会种类",
    "parent_id": "上级工会",
    "place_code": "所在地",
    "chair_name": "工会主席",
    "term_ends_on": "任期届满日",
    "members": "会员人数",
    "has_seal": "有无公章",
    "agreed_to_help_on": "同意代录",
}
EXPORTED = (
    "单位名称", "统一社会信用代码", "区", "街道（乡镇）", "国民经济行业", "登记注册类型",
    "职工人数", "女职工数", "是否建会", "建会形式", "所属工会", "工会主席", "是否正常经营",
)  # fmt: skip
_PEOPLE = frozenset({"workers", "women", "migrants", "dispatched", "members"})
_CODED = {
    "district_code": "place",
    "street_code": "place",
    "place_code": "place",
    "industry_code": "industry",
    "union_id": "union",
    "parent_id": "union",
}


def facts(seen: EnterpriseView, *, phone: str) -> dict[str, list[dict[str, Any]]]:
    """Shape what the register knows, in groups; what is missing says 待补."""
    one = seen.enterprise
    groups: Mapping[str, tuple[str, ...]] = {
        "单位": (
            "name", "code", "street_code", "registered_at", "operates_at", "industry_code",
            "ownership", "legal_representative", "operating",
        ),
        "人员": ("workers", "women", "migrants", "dispatched"),
        "工会": ("unionised", "union_form", "members", "chair_name"),
    }  # fmt: skip
    shaped = {
        label: [_fact(name, getattr(one, name), seen) for name in names]
        for label, names in groups.items()
    }
    shaped["单位"].append(_line("联系电话", phone))
    if not one.operating and one.operating_ground:
        shaped["单位"].append(_line(LABELS["operating_ground"], one.operating_ground))
    return shaped


def _fact(name: str, value: Any, seen: EnterpriseView) -> dict[str, Any]:  # noqa: ANN401 -- a field
    return _line(LABELS[name], words(name, value, seen.names))


def _line(label: str, value: str) -> dict[str, Any]:
    return {"label": label, "value": value or MISSING, "missing": not value}


def words(name: str, value: Any, names: Mapping[str, str]) -> str:  # noqa: ANN401 -- a field
    """Write one field as people read it (登记事项用语), empty where nothing is known."""
    if value is None or value == "":
        return ""
    if name == "contact_id":
        return "已登记，号码不在这里显示"
    if isinstance(value, bool):
        return _answer(name, yes=value)
    if name in _PEOPLE:
        return f"{value:,} 人"
    if name in _CODED:
        known = names.get(f"{_CODED[name]}:{value}", str(value))
        return f"{known}（{value}）" if name == "industry_code" else known
    if name == "kind":
        return UNION_KIND_LABELS[UnionKind(value)]
    if name in ("agreed_to_help_on", "term_ends_on"):
        return filters.plain_day(date.fromisoformat(str(value)))
    return str(value)


def _answer(name: str, *, yes: bool) -> str:
    if name == "has_seal":
        return "有" if yes else "没有"
    if name == "unionised":
        return "已建会" if yes else "未建会"
    if name == "operating":
        return "正常经营" if yes else "不在正常经营"
    return "是" if yes else "否"


# ── history ──────────────────────────────────────────────────────────────────────────────────


def history(seen: EnterpriseView) -> list[dict[str, Any]]:
    """Shape the register's history, newest first: who, when, from which day, what."""
    return [_entry(change, seen) for change in seen.changes]


def _entry(change: RegisterChange, seen: EnterpriseView) -> dict[str, Any]:
    of_union = change.union_id is not None
    return {
        "subject": "工会" if of_union else "企业",
        "first": change.sequence == 1,
        "recorded_at": change.recorded_at,
        "effective_on": change.effective_on,
        "by": change.actor_name,
        "source": change.source,
        "lines": _changed(change, seen.names),
    }


def _changed(change: RegisterChange, names: Mapping[str, str]) -> list[tuple[str, str]]:
    of_union = change.union_id is not None
    labels = UNION_LABELS if of_union else LABELS
    said = [
        (labels[name], words(name, change.fields[name], names), name)
        for name in labels
        if name in change.fields
    ]
    first = change.sequence == 1
    return [
        (label, written or ("未同意或已撤回" if name == "agreed_to_help_on" else "（空）"))
        for label, written, name in said
        if written or not first
    ]


# ── union and cycles ─────────────────────────────────────────────────────────────────────────


def union(body: UnionBody) -> dict[str, Any]:
    """Shape one union of the line (工会)."""
    return {
        "id": body.id,
        "name": body.name,
        "kind": UNION_KIND_LABELS[UnionKind(body.kind)],
        "chair": body.chair_name,
        "members": body.members,
        "term_ends_on": body.term_ends_on,
        "has_seal": body.has_seal,
        "agreed_on": body.agreed_to_help_on,
        "agreed_iso": iso(body.agreed_to_help_on),
    }


def cycle(one: Cycle, *, on: date) -> dict[str, Any]:
    """Shape one cycle as a row of a table (协商周期)."""
    case = one.case
    term: dict[str, str] | str = "—"
    if case.term_to is not None:
        first = filters.plain_day(case.term_from) if case.term_from else "起日待补"
        term = {"text": f"至 {filters.plain_day(case.term_to)}", "note": f"自 {first}"}
    return {
        "href": url_for("cases.show", number=case.number),
        "cells": {
            "year": {"text": f"{case.year} 年度", "note": case.number},
            "state": {"text": shapes.case_state(case)[0], "note": _how(one)},
            "term": term,
            "workers": one.workers,
            "live": standing(one, on=on),
        },
    }  # fmt: skip


def _how(one: Cycle) -> str:
    way = WAY_LABELS[ContractWay(one.case.way)]
    return f"{way}，补录" if one.case.origin == "backfilled" else way


def standing(one: Cycle, *, on: date) -> dict[str, str]:
    """Say whether a cycle's contract covers the enterprise on a day (是否期内有效)."""
    if not one.confirmed:
        return {"text": "未列入签字名册，不计覆盖", "tone": "amber"}
    if one.is_live(on=on):
        return {"text": "期内有效", "tone": "good"}
    if one.is_over(on=on):
        return {"text": "已期满", "tone": "grey"}
    if one.case.effective_on is None:
        missing = one.case.origin == "backfilled"
        return {"text": "生效日待补" if missing else "尚未生效", "tone": "grey"}
    return {"text": "尚未到生效日" if one.case.effective_on > on else "期满日待补", "tone": "grey"}


# ── the list ─────────────────────────────────────────────────────────────────────────────────


def row(line: EnterpriseLine, case: Case | None) -> dict[str, Any]:
    """Shape one enterprise as a row of the list (名册行)."""
    one = line.enterprise
    union = one.union_form or "形式待补" if one.unionised else "未建会"
    return {
        "href": url_for("enterprises.show", enterprise_id=one.id),
        "tone": "" if one.operating else "quiet",
        "cells": {
            "name": {"text": one.name, "note": _note(one)},
            "place": {"text": line.street_name, "note": line.district_name},
            "industry": line.industry_name or MISSING,
            "workers": one.workers if one.workers is not None else MISSING,
            "union": {"text": union, "tone": "grey" if one.unionised else "amber"},
            "case": _newest(case),
        },
    }


def _note(enterprise: Enterprise) -> str:
    code = enterprise.code or "缺码"
    return code if enterprise.operating else f"{code}，不在正常经营"


def _newest(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {"text": "还没有立案"}
    return {
        "text": shapes.case_state(case)[0],
        "href": url_for("cases.show", number=case.number),
        "note": f"{case.year} 年度",
    }


def exported(line: EnterpriseLine) -> list[lists.Value]:
    """Write one enterprise as a line of the export (导出行)."""
    one = line.enterprise
    return [
        one.name, one.code or "", line.district_name, line.street_name,
        line.industry_name, one.ownership, one.workers, one.women,
        "是" if one.unionised else "否", one.union_form, line.union_name, one.chair_name,
        "是" if one.operating else "否",
    ]  # fmt: skip
