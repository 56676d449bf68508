"""`bargaining paper`: one paper of a case as a file, and the catalogue."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from bargaining import clock, config
from bargaining.actions import papers as paper_actions
from bargaining.actions import persons as person_actions
from bargaining.cli import edge
from bargaining.db import transaction
from bargaining.errors import Unusable
from bargaining.queries import cases as case_queries
from bargaining.rules.papers import CATALOGUE

LIST = "list"


@click.command(help="生成一份文书，或用 paper list 列出全部文书")
@click.argument("number")
@click.argument("kind", required=False)
@click.option("--format", "form", type=click.Choice(["docx", "pdf"]), default="docx")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件")
@click.option("--blank", is_flag=True, help="空白表，打印后手填")
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
    account: str | None,
    as_json: bool,
) -> None:
    """Write one paper to a file and say what is still blank in it."""
    if number == LIST and kind is None:
        _catalogue(as_json=as_json)
        return
    if kind is None or out is None:
        raise Unusable("请写明文书种类，并用 --out 写明输出文件。", field="out")
    with edge.open_app(ctx):
        actor = edge.operator(account)
        with transaction(actor) as session:
            case = case_queries.get_case(session, number, actor=actor, on=clock.today())
            settings = config.Settings.from_env(os.environ)
            key = person_actions.PersonKey(settings.person_key)
            sheet = paper_actions.draft(
                session,
                number,
                kind,
                form=form,
                blank=blank,
                making=paper_actions.making(
                    session, case, instance=settings.instance, store=edge.store(), key=key
                ),
                actor=actor,
                today=clock.today(),
            )
    try:
        out.write_bytes(sheet.content)
    except OSError as problem:
        raise Unusable(f"不能写到 {out}：{problem.strerror}。", field="out") from problem
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
        }
        for one in CATALOGUE.values()
    ]
    if as_json:
        click.echo(json.dumps(papers, ensure_ascii=False, indent=2))
        return
    for one in papers:
        click.echo(f"{one['kind']:22} {one['title']}（一式 {one['copies']} 份）")
