"""Papers of many enterprises, printed beside the page."""

from __future__ import annotations

from bargaining import db
from bargaining.actions import paper_batches
from bargaining.jobs.piece import Result, Work


def print_papers(work: Work) -> Result:
    """Print one paper or pack of many cases as one PDF (批量印制)."""
    workshop = paper_batches.Workshop(
        instance=work.settings.instance, store=work.store, key=work.key
    )
    batch = paper_batches.print_batch(
        db.db.session(),
        work.asked["numbers"],
        work.asked["what"],
        workshop=workshop,
        actor=work.actor,
        today=work.today,
        tell=work.tell,
    )
    name = f"{batch.title}-{len(batch.printed)}家-{work.today.isoformat()}.pdf"
    return Result(
        f"{batch.title}已印好 {len(batch.printed)} 家。",
        answer={"notes": [f"{one.title or one.number}：{one.reason}" for one in batch.left_out]},
        file_name=name,
        content=batch.content,
    )
