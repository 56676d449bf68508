"""Which days are off in a year, and entering a notice from a file, by command."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bargaining.cli import lawbooks

if TYPE_CHECKING:
    from bargaining.actions.holidays import Outlook
    from bargaining.rules.festivals import HolidayRecord
    from bargaining.rules.holiday_notices import NoticeDraft

DAY = click.DateTime(formats=["%Y-%m-%d"])
NO = 1


@click.command(help="列出一年的放假日和补班日，附通知文号；尚未公布的只列法定节日。")
@click.option("--year", type=int, required=True, help="年份，例如 2026。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def holidays(*, year: int, as_json: bool) -> int:
    """List a year's days off with the notice behind them; 1 where none is out."""
    book, source = lawbooks.find_law_book()
    found = _year(book.holidays, year)
    if as_json:
        click.echo(json.dumps({**found, "law_source": source}, ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    return 0 if found["noticed"] else NO


def _year(record: HolidayRecord, year: int) -> dict[str, Any]:
    from bargaining.rules import holiday_plans
    from bargaining.rules.primitives import as_primitive

    notices = [one for one in record.notices if one.year == year]
    return {
        "year": year,
        "noticed": bool(notices),
        "notices": as_primitive(notices),
        "statutory": {on.isoformat(): name for on, name in sorted(record.statutory(year).items())},
        "holidays": as_primitive(holiday_plans.holidays_of(record, year)),
    }


def _lines(found: dict[str, Any]) -> list[str]:
    if not found["noticed"]:
        days = "、".join(f"{name} {on}" for on, name in found["statutory"].items())
        return [f"{found['year']} 年的放假安排尚未公布。", f"法定节日：{days}"]
    return [
        *(f"《{one['title']}》{one['document_number']}" for one in found["notices"]),
        *(
            f"{one['festival']}：放假 {'、'.join(one['days_off'])}"
            + (f"；补班 {'、'.join(one['workdays'])}" if one["workdays"] else "")
            for one in found["holidays"]
        ),
    ]


@click.command(
    "enter-notice",
    help="由文件录入一年的放假安排：先列出会重新推算的期限，确认后录入。"
    "FILE 是 JSON（holiday-cn 格式）或 CSV（date、name、off 三列）。",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, required=True, help="年份。")
@click.option("--title", required=True, help="通知的标题。")
@click.option("--number", required=True, help="文号，例如 国办发明电〔2026〕7号。")
@click.option("--issued-on", type=DAY, required=True, help="印发日期（2026-11-04）。")
@click.option("--link", default="", help="网址。")
@click.option("--dry-run", is_flag=True, help="只看预览，不录入。")
@click.option("--yes", "confirmed", is_flag=True, help="已核对提示的不寻常之处，确认录入。")
@click.pass_context
def enter_notice(
    ctx: click.Context,
    file: Path,
    *,
    year: int,
    title: str,
    number: str,
    issued_on: datetime,
    link: str,
    dry_run: bool,
    confirmed: bool,
) -> int:
    """Enter a year's notice as the operator; the worker dates the deadlines anew."""
    from bargaining import clock, db
    from bargaining.actions import holidays as holiday_actions
    from bargaining.cli import edge
    from bargaining.readers import holiday_files
    from bargaining.rules.holiday_notices import NoticeDraft
    from bargaining.rules.roles import OPERATOR

    read = holiday_files.read(file.name, file.read_bytes(), year=year)
    draft = NoticeDraft(year, title, number, link or read.link, issued_on.date(), read.holidays)
    with edge.open_app(ctx), db.transaction(OPERATOR) as session:
        outlook = holiday_actions.preview(session, draft, today=clock.today())
        for line in _foreseen(outlook):
            click.echo(line)
        _refuse(draft, outlook)
        if dry_run:
            return 0
        holiday_actions.enter(
            session,
            draft,
            seen=outlook.seen,
            confirmed=confirmed,
            actor=OPERATOR,
            at=clock.now(),
            today=clock.today(),
        )
    click.echo("已录入。期限由后台几分钟内重新推算；要立即推算，请运行 bargaining work --once。")
    return 0


def _refuse(draft: NoticeDraft, outlook: Outlook) -> None:
    from bargaining.errors import Unusable

    refused = [one.message for one in outlook.remarks if one.refused]
    if refused:
        raise Unusable(f"{draft.year} 年的安排不能录入：{' '.join(refused)}", field="file")


def _foreseen(outlook: Outlook) -> list[str]:
    lines = [f"请核对：{one.message}" for one in outlook.remarks if not one.refused]
    found = outlook.foreseen
    if found is None:
        return lines
    lines.append(f"重新推算 {found.cases} 件案件的 {found.deadlines} 个期限。")
    lines += [
        f"  {one.label}：{_days(one.before)} → {_days(one.after)}，{one.count} 个"
        for one in found.shifts
    ]
    if found.quiet:
        lines.append(f"另有 {found.quiet} 个已办结、补录的期限一并重算。")
    if found.disputed:
        lines.append(f"有 {found.disputed} 件已登记的默示生效与新的安排不一致，请人工核对。")
    return lines


def _days(days: Any) -> str:  # noqa: ANN401 -- the days of a deadline
    if days.certain or days.earliest is None:
        return _iso(days.due_on)
    return f"[{_iso(days.earliest)}, {_iso(days.latest)}]"


def _iso(on: date | None) -> str:
    return on.isoformat() if on else "未定"
