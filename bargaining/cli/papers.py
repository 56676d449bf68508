"""`bargaining paper`: one paper of a case as a file, and the catalogue."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import click

from bargaining import clock, config
from bargaining.actions import paper_batches
from bargaining.actions import papers as paper_actions
from bargaining.actions import persons as person_actions
from bargaining.actions.papers import Sheet
from bargaining.cli import edge
from bargaining.db import transaction
from bargaining.errors import Unusable
from bargaining.queries import cases as case_queries
from bargaining.rules.packs import PACKS
from bargaining.rules.papers import CATALOGUE, steps_of

LIST = "list"


@click.command(help="生成一份文书，或用 paper list 列出全部文书")
@click.argument("number")
@click.argument("kind", required=False)
@click.option("--format", "form", type=click.Choice(["docx", "pdf"]), default="docx")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件")
@click.option("--blank", is_flag=True, help="空白表，打印后手填")
@click.option("--meeting", type=int, help="第几次会议的会议记录，不写为最近一次")
@click.option("--pack", "pack", default=None, help=f"打印包：{'、'.join(PACKS)}，输出 PDF")
@click.option("--as", "account", default=None, help="以某账号的身份")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def paper(
    ctx: click.Context,
    number: str,
    kind: str | None,
    form: str,
    out: Path | None,
    blank: bool,
    meeting: int | None,
    pack: str | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Write one paper, or the pack of one occasion, to a file; say what is still blank in it."""
    if number == LIST and kind is None:
        _catalogue(as_json=as_json)
        return
    if (kind is None) is (pack is None) or out is None:
        raise Unusable("请写明文书种类或者 --pack，并用 --out 写明输出文件。", field="out")
    wanted = _Wanted(number, kind or "", pack or "", form, blank, meeting)
    sheet = _made(ctx, wanted, account)
    try:
        out.write_bytes(sheet.content)
    except OSError as problem:
        raise Unusable(f"不能写到 {out}：{problem.strerror}。", field="out") from problem
    _say(sheet, kind or pack or "", out, as_json=as_json)


@dataclass(frozen=True)
class _Wanted:
    """What somebody asked for at the command line."""

    number: str
    kind: str
    pack: str
    form: str
    blank: bool
    meeting: int | None


def _made(ctx: click.Context, wanted: _Wanted, account: str | None) -> Sheet:
    with edge.open_app(ctx):
        actor = edge.operator(account)
        settings = config.Settings.from_env(os.environ)
        key = person_actions.PersonKey(settings.person_key)
        with transaction(actor) as session:
            case = case_queries.get_case(session, wanted.number, actor=actor, on=clock.today())
            making = paper_actions.making(
                session, case, instance=settings.instance, store=edge.store(), key=key
            )
            if wanted.pack:
                return paper_batches.print_pack(
                    session,
                    wanted.number,
                    wanted.pack,
                    making=making,
                    actor=actor,
                    today=clock.today(),
                )
            return paper_actions.draft(
                session,
                wanted.number,
                wanted.kind,
                form=wanted.form,
                blank=wanted.blank,
                making=making,
                actor=actor,
                today=clock.today(),
                meeting=wanted.meeting,
            )


def _say(sheet: Sheet, kind: str, out: Path, *, as_json: bool) -> None:
    missing = [{"field": name, "label": label} for name, label in sheet.missing]
    if as_json:
        answer = {"kind": kind, "title": sheet.title, "file": str(out), "missing": missing}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        blanks = "、".join(one["label"] for one in missing)
        click.echo(f"{sheet.title} → {out}" + (f"（草稿，待填：{blanks}）" if blanks else ""))


def _catalogue(*, as_json: bool) -> None:
    papers = [
        {
            "kind": one.kind,
            "title": one.title,
            "copies": one.copies,
            "signers": [{"who": s.who, "seal": s.seal} for s in one.signers],
            "seam_seal": one.seam_seal,
            "basis": [{"text": b.text, "article": b.article} for b in one.basis],
            "required": list(one.required),
            "of_case": one.of_case,
            "needed_by": [move.name for move in steps_of(one.kind) if one.kind in move.needs],
            "left_by": [move.name for move in steps_of(one.kind) if one.kind in move.leaves],
        }
        for one in CATALOGUE.values()
    ]
    if as_json:
        click.echo(json.dumps(papers, ensure_ascii=False, indent=2))
        return
    for one in papers:
        away = "" if one["of_case"] else "；不属于某一案件，空白表用 --blank"
        click.echo(f"{one['kind']:22} {one['title']}（一式 {one['copies']} 份{away}）")
