"""What is still missing, by a browser: of contracts taken from papers, and in the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions.backfill_papers import MAY_TAKE
from bargaining.db import db
from bargaining.documents import lists
from bargaining.queries import missing
from bargaining.queries.missing import (
    REGISTER_LABELS,
    ContractFilter,
    ContractLine,
    EnterpriseFilter,
    EnterpriseLine,
    RegisterLack,
)
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.ledger_contract import LACK_LABELS, Lack
from bargaining.rules.roles import REGISTER_READERS, Role
from bargaining.rules.states import KIND_WORDS, WAY_LABELS, ContractWay
from bargaining.web import downloads, enterprise_forms, paging
from bargaining.web.access import open_to
from bargaining.web.backfill import MAY_COMPLETE
from bargaining.web.enterprises import MAY_CHANGE

pages = Blueprint("missing", __name__, url_prefix="/backfill/missing")

FURTHEST = 100_000  # no list has so many pages; a number beyond it is a slip
_YEARS = 12
EXPORTED = ("合同", "案号", "年度", "合同种类", "签订方式", "街道（乡镇）", "期限止", "待补")
EXPORTED_ENTERPRISES = (
    "单位名称", "统一社会信用代码", "街道（乡镇）", "职工人数", "是否建会", "待补",
)  # fmt: skip


# ── contracts ────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*MAY_TAKE)
def index() -> ResponseReturnValue:
    """List the contracts that lack something (待补合同)."""
    narrow, page = _contract_filter(), min(paging.asked_page(), FURTHEST)
    found = missing.list_contracts(
        db.session(), actor=g.actor, on=clock.today(), narrow=narrow, page=page
    )
    query = _query(("text", "lack", "kind", "way", "street", "year", "range", "sort"))
    return render_template(
        "backfill/missing.html",
        found=found,
        rows=[_contract_row(line) for line in found.lines],
        tiles=_tiles(found.counts, LACK_LABELS, query, unit="份", endpoint=".index"),
        fields=_contract_fields(narrow),
        page=page,
        pages=paging.count_pages(found.total, missing.PAGE_SIZE),
        query=query,
        narrowed=bool(set(query) - {"sort"}),
        export_href=url_for(".export", **query),
        reads_register=g.actor.role in REGISTER_READERS,
    )


@pages.get("/export.xlsx")
@open_to(*MAY_TAKE)
def export() -> ResponseReturnValue:
    """Send the contracts that lack something as a spreadsheet (导出待补合同)."""
    lines = missing.every_contract(
        db.session(), actor=g.actor, on=clock.today(), narrow=_contract_filter()
    )
    return _sent("待补合同", EXPORTED, [_exported(line) for line in lines])


def _contract_filter() -> ContractFilter:
    given = request.args
    return ContractFilter(
        text=given.get("text", ""),
        lack=_one_of(given.get("lack"), Lack),
        kind=_one_of(given.get("kind"), ContractKind),
        way=_one_of(given.get("way"), ContractWay),
        street=given.get("street", ""),
        year=given.get("year", type=int),
        with_ended=given.get("range") == "all",
        sort=given.get("sort", "-lacks"),
    )


def _contract_row(line: ContractLine) -> dict[str, Any]:
    case = line.case
    opens = g.actor.role in MAY_COMPLETE
    endpoint = "backfill.complete" if opens else "cases.show"
    return {
        "href": url_for(endpoint, number=case.number),
        "cells": {
            "title": {"text": case.title, "note": f"{case.year} 年度　{case.number}"},
            "kind": {
                "text": KIND_WORDS[case.kind],
                "note": WAY_LABELS[ContractWay(case.way)],
            },
            "street": line.street_name,
            "term": case.term_to,
            "lacks": "、".join(LACK_LABELS[one] for one in line.lacks),
        },
    }


def _exported(line: ContractLine) -> list[lists.Value]:
    case = line.case
    return [
        case.title, case.number, case.year, KIND_WORDS[case.kind],
        WAY_LABELS[ContractWay(case.way)], line.street_name, case.term_to,
        "、".join(LACK_LABELS[one] for one in line.lacks),
    ]  # fmt: skip


def _contract_fields(narrow: ContractFilter) -> list[dict[str, Any]]:
    year = clock.today().year
    years = [(one, f"{one} 年") for one in range(year + 1, year + 1 - _YEARS, -1)]
    lacks = [(one.value, label) for one, label in LACK_LABELS.items()]
    kinds = [(one.value, label) for one, label in CONTRACT_LABELS.items()]
    ways = [(one.value, label) for one, label in WAY_LABELS.items()]
    return [
        _search("企业、案号或备案号", narrow.text),
        _select("lack", "缺什么", lacks),
        _select("kind", "合同种类", kinds),
        _select("way", "签订方式", ways),
        *_streets(),
        _select("year", "年度", years),
        _select("range", "期限", [("all", "含已期满的")], first="未期满的"),
    ]


# ── the register ─────────────────────────────────────────────────────────────────────────────


@pages.get("/enterprises")
@open_to(*REGISTER_READERS)
def enterprises() -> ResponseReturnValue:
    """List the enterprises whose entry lacks something (待补企业)."""
    narrow, page = _enterprise_filter(), min(paging.asked_page(), FURTHEST)
    found = missing.list_enterprises(
        db.session(), actor=g.actor, on=clock.today(), narrow=narrow, page=page
    )
    query = _query(("text", "lack", "street", "unionised", "sort"))
    return render_template(
        "backfill/missing_enterprises.html",
        found=found,
        rows=[_enterprise_row(line) for line in found.lines],
        tiles=_tiles(found.counts, REGISTER_LABELS, query, unit="家", endpoint=".enterprises"),
        fields=_enterprise_fields(narrow),
        page=page,
        pages=paging.count_pages(found.total, missing.PAGE_SIZE),
        query=query,
        export_href=url_for(".enterprises_export", **query),
        takes=g.actor.role in MAY_TAKE,
    )


@pages.get("/enterprises/export.xlsx")
@open_to(*REGISTER_READERS)
def enterprises_export() -> ResponseReturnValue:
    """Send the enterprises whose entry lacks something as a spreadsheet (导出待补企业)."""
    lines = missing.every_enterprise(
        db.session(), actor=g.actor, on=clock.today(), narrow=_enterprise_filter()
    )
    return _sent("待补企业", EXPORTED_ENTERPRISES, [_exported_enterprise(line) for line in lines])


def _enterprise_filter() -> EnterpriseFilter:
    given = request.args
    return EnterpriseFilter(
        text=given.get("text", ""),
        lack=_one_of(given.get("lack"), RegisterLack),
        street=given.get("street", ""),
        unionised=given.get("unionised") == "yes",
        sort=given.get("sort", "name"),
    )


def _enterprise_row(line: EnterpriseLine) -> dict[str, Any]:
    one = line.enterprise
    endpoint = "enterprises.edit" if g.actor.role in MAY_CHANGE else "enterprises.show"
    return {
        "href": url_for(endpoint, enterprise_id=one.id),
        "cells": {
            "name": {"text": one.name, "note": one.code or ""},
            "street": line.street_name,
            "workers": one.workers,
            "lacks": "、".join(REGISTER_LABELS[lack] for lack in line.lacks),
        },
    }


def _exported_enterprise(line: EnterpriseLine) -> list[lists.Value]:
    one = line.enterprise
    return [
        one.name, one.code, line.street_name, one.workers, "是" if one.unionised else "否",
        "、".join(REGISTER_LABELS[lack] for lack in line.lacks),
    ]  # fmt: skip


def _enterprise_fields(narrow: EnterpriseFilter) -> list[dict[str, Any]]:
    lacks = [(one.value, label) for one, label in REGISTER_LABELS.items()]
    return [
        _search("单位名称或拼音首字母", narrow.text),
        _select("lack", "缺什么", lacks),
        *_streets(),
        _select("unionised", "建会", [("yes", "已建会的")]),
    ]


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _tiles(
    counts: Mapping[str, int],
    labels: Mapping[Any, str],
    query: Mapping[str, str],
    *,
    unit: str,
    endpoint: str,
) -> list[dict[str, Any]]:
    """One figure for each thing that is missing, each opening its list."""
    kept = {name: value for name, value in query.items() if name != "lack"}
    return [
        {
            "label": f"缺{label}",
            "value": counts[lack.value],
            "unit": unit,
            "href": url_for(endpoint, **{**kept, "lack": lack.value}),
        }
        for lack, label in labels.items()
    ]


def _search(label: str, value: str) -> dict[str, Any]:
    return {"name": "text", "label": label, "kind": "search", "value": value,
            "placeholder": "输入其中几个字"}  # fmt: skip


def _select(
    name: str, label: str, options: Sequence[tuple[Any, str]], *, first: str = "全部"
) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": request.args.get(name, ""),
            "options": [("", first), *options]}  # fmt: skip


def _streets() -> list[dict[str, Any]]:
    """Offer the streets of the territory where there is a choice."""
    if g.actor.role is Role.UNION_CHAIR:
        return []
    offered = enterprise_forms.street_choices(db.session(), g.actor)
    if len(offered) < 2:
        return []
    return [_select("street", "街道（乡镇）", offered) | {"picker": True}]


def _one_of(value: str | None, allowed: Iterable[str]) -> str:
    """Read a choice; an address that somebody typed wrong narrows nothing."""
    return value if value is not None and value in set(allowed) else ""


def _query(known: Sequence[str]) -> dict[str, Any]:
    return {name: request.args[name] for name in known if request.args.get(name)}


def _sent(title: str, columns: Sequence[str], rows: Sequence[Sequence[lists.Value]]) -> Response:
    name = f"{title}-{clock.today().isoformat()}.xlsx"
    content = lists.write_list(title, columns, rows)
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)
