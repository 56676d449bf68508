"""Files of thousands of rows, taken in beside the page."""

from __future__ import annotations

from bargaining import db
from bargaining.actions import imports, trials
from bargaining.errors import Unusable
from bargaining.jobs.piece import Result, Work


def bring_in(work: Work) -> Result:
    """Take a file on trial in for real, in one transaction (导入)."""
    mine = trials.Trials(work.settings.instance, work.actor.user_id, key=work.key)
    upload = mine.find(work.asked["ticket"])
    if upload is None:
        raise Unusable(trials.GONE, field="file")
    bringing = imports.Bringing(
        work.actor, work.at, work.today, work.key, dry_run=False, tell=work.tell
    )
    with db.transaction(work.actor) as session:
        sent, result = imports.bring_in(session, upload.kind, upload.name, upload.content, bringing)
        returned = imports.with_reasons(sent, result.reasons())
        answer = result.as_json(error_file=None)
        done = mine.keep_outcome(upload, answer, returned, at=work.at)
        end = Result(
            f"已导入：新增 {result.created} 行，更新 {result.updated} 行。",
            answer={"done": done},
        )
        # With the rows: a worker that dies after them has told what it did.
        work.conclude(session, end)
    mine.drop(upload)
    return end
