"""What stands in the papers after the effect: 公布记录、履行情况报告、仲裁申请书."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.documents.contexts_parties import PAPER_SIDES, Context, chief, heads, items
from bargaining.queries.dossier import Dossier
from bargaining.rules import congress, pay_months, promises, publication
from bargaining.rules.asks import parse_day
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.rules.procedure_disputes import ARBITRATION_RESULTS
from bargaining.rules.promises import KEEPING_LABELS, Keeping, Record
from bargaining.rules.publication import SidePublication
from bargaining.rules.states import Side

_CONGRESS = "职工代表大会"
_RESULTS = dict(ARBITRATION_RESULTS)


def publication_record(of: Dossier) -> Context:
    """Fill in how each side published (公布记录)."""
    told = [one for one in publication.sides(of.facts) if one.published_on]
    days = [event.occurred_on for one in told for event in one.events]
    covered = of.facts.workers_covered
    return {
        "effective_on": of.facts.effective_on,
        "postings": [_posting(one) for one in told],
        "scope": f"本方全体人员，合同覆盖职工 {covered} 人" if covered else "本方全体人员",
        "recorded_on": max(days, default=None),
    }


def _posting(one: SidePublication) -> Context:
    until = parse_day(one.said("until"))
    row: Context = {
        "side": PAPER_SIDES[one.side],
        "method": one.said("method"),
        "place": one.said("place"),
        "from_on": one.published_on,
    }
    if until:
        row["until"] = until
    if one.photos:
        row["photos"] = one.photos
    return row


# ── the yearly report ────────────────────────────────────────────────────────────────────────


def performance_report(of: Dossier) -> Context:
    """Fill in the report to the congress (履行情况报告): every promise, its state, its proof."""
    facts = of.facts
    told = promises.reports(facts)
    newest = told[-1] if told else None
    first, last = facts.term
    return {
        "in_beijing": facts.place.startswith("11"),
        "period": _period(of, newest),
        "body_name": _body(of),
        "signed_on": facts.signed_on,
        "effective_on": facts.effective_on,
        "term_from": first,
        "term_to": last,
        "promises": [*_lines(of)],
        "pays": [_pay(month, event) for month, event in pay_months.newest(facts)],
        "disputes": f"{'；'.join(_disputes(of)) or '没有登记争议'}。",
        "reported_on": newest.event.occurred_on if newest else None,
        "meeting_form": _body(of) if newest else None,
    }


def _period(of: Dossier, newest: Record | None) -> str | None:
    if newest is not None and newest.period_words:
        return newest.period_words
    kept = [one.period for one in promises.records(of.facts) if one.period]
    if kept:
        return f"{max(one.last_on for one in kept).year}年"
    return f"{of.facts.effective_on.year}年" if of.facts.effective_on else None


def _body(of: Dossier) -> str:
    """Name the meeting as the draft's own vote was held."""
    held = of.facts.last("record_congress")
    return dict(congress.FORMS).get(held.payload["form"], _CONGRESS) if held else _CONGRESS


def _lines(of: Dossier) -> Iterator[Context]:
    """Every promise with the newest entry of each period; one nobody looked at says so."""
    newest: dict[tuple[str, str], Record] = {}
    for one in promises.records(of.facts):
        newest[one.promise, one.period_words] = one
    listed = promises.promises(of.facts)
    names = dict.fromkeys([*listed, *(promise for promise, _period in newest)])
    for name in names:
        mine = [one for (promise, _period), one in newest.items() if promise == name]
        for one in mine:
            yield _line(one)
        if not mine:
            yield {"promise": name, "evidence": "尚未登记"}


def _line(one: Record) -> Context:
    notes = str(one.event.payload.get("notes") or "").strip()
    photos = f"照片 {one.photos} 张" if one.photos else ""
    row: Context = {"promise": one.promise or promises.WHOLE, "period": one.period_words}
    if one.state is not Keeping.UNRECORDED:
        row["state"] = KEEPING_LABELS[one.state]
    row["evidence"] = "；".join(word for word in (photos, notes) if word) or "—"
    return row


def _pay(month: str, event: Event) -> Context:
    return {
        "month": month,
        "people": event.payload.get("people", 0),
        "short": event.payload.get("short_posts", 0),
        "floor": event.payload.get("floor_posts", 0),
        "checked_on": event.occurred_on,
    }


def _disputes(of: Dossier) -> Iterator[str]:
    for one in of.facts.every("record_dispute"):
        settled = "已经协商解决" if one.payload.get("settled") else "尚未解决"
        yield f"{plain_day(one.occurred_on)}：{_line_of(one, 'about')}（{settled}）"
    for record in promises.open_disputes(of.facts):
        yield f"{record.promise or promises.WHOLE}（{record.period_words}）有争议"
    for one in of.facts.every("apply_arbitration"):
        yield f"{plain_day(one.occurred_on)}向{_line_of(one, 'commission')}申请仲裁"
    for one in of.facts.every("record_arbitration"):
        yield f"{plain_day(one.occurred_on)}收到仲裁文书：{_RESULTS[one.payload['result']]}"


def _line_of(event: Event, name: str) -> str:
    return " ".join(str(event.payload.get(name) or "").split()).rstrip("。；")


# ── arbitration ──────────────────────────────────────────────────────────────────────────────


def arbitration_request(of: Dossier) -> Context:
    """Fill in the union's request (仲裁申请书) from the newest dispute over keeping it."""
    facts, enterprise = of.facts, of.enterprise
    first, last = facts.term
    applied = facts.last("apply_arbitration")
    workers_chief = chief(of, Side.UNION)
    address = (enterprise.operates_at or enterprise.registered_at) if enterprise else None
    return {
        "workers_head": heads(of)[Side.UNION] or (workers_chief.name if workers_chief else None),
        "workers_address": address,
        "employer_address": enterprise.registered_at if enterprise else None,
        "signed_on": facts.signed_on,
        "effective_on": facts.effective_on,
        "term_from": first,
        "term_to": last,
        "about": _about(of),
        "talks": _talks(of),
        "claims": items(_claims(of)),
        "evidence": [*_evidence(of)],
        "commission": applied.payload.get("commission") if applied else _commission(of),
        "applied_on": applied.occurred_on if applied else None,
    }


def _claims(of: Dossier) -> str:
    """What was claimed; before the application, what was demanded in the talks."""
    newest = of.facts.last("apply_arbitration", "record_dispute")
    return str(newest.payload.get("asked_for") or "") if newest else ""


def _about(of: Dossier) -> str | None:
    dispute = of.facts.last("record_dispute")
    if dispute is not None:
        return _line_of(dispute, "about") + "。"
    left = [
        f"{one.promise or promises.WHOLE}（{one.period_words}）"
        for one in promises.open_disputes(of.facts)
    ]
    return f"{'、'.join(left)}没有按约定履行。" if left else None


def _talks(of: Dossier) -> str | None:
    dispute = of.facts.last("record_dispute")
    if dispute is None:
        return None
    said = _line_of(dispute, "notes")
    when = f"争议发生于{plain_day(dispute.occurred_on)}"
    return f"{when}，{said}。" if said else f"{when}，双方协商未达成一致。"


def _evidence(of: Dossier) -> Iterator[str]:
    yield f"{of.case.year}年度工资专项集体合同"
    if of.facts.effect is not None and not of.facts.took_effect_by_silence:
        yield "人力资源和社会保障部门的审查意见书"
    for month, _event in pay_months.newest(of.facts):
        yield f"{month}实发工资核对结果"
    photos = sum(one.photos for one in promises.records(of.facts))
    if photos:
        yield f"履行情况登记的凭证照片 {photos} 张"


def _commission(of: Dossier) -> str | None:
    return f"{of.district}劳动人事争议仲裁委员会" if of.district else None
