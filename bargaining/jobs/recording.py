"""One step of many enterprises, recorded beside the page."""

from __future__ import annotations

from bargaining import db
from bargaining.actions import batch_steps, batch_tickets
from bargaining.actions.batch_tickets import Tickets
from bargaining.actions.trials import Trials
from bargaining.errors import Unusable
from bargaining.jobs.piece import Result, Work


def record_batch(work: Work) -> Result:
    """Record the good lines of a batch in one transaction (批量登记).

    Taken up again after a worker died it writes nothing twice: the ticket is the batch's key.
    """
    ticket = work.asked["ticket"]
    trials = Trials(work.settings.instance, work.actor.user_id, key=work.key)
    tickets = Tickets(trials, work.store, work.actor, work.at)
    batch = tickets.find(ticket)
    if batch is None:
        raise Unusable(batch_tickets.GONE, field="ticket")
    with db.transaction(work.actor) as session:
        outcomes = batch_steps.take_all(
            session,
            batch.wishes,
            batch=ticket,
            photos=tickets.photos(session, batch),
            actor=work.actor,
            at=work.at,
            today=work.today,
            tell=work.tell,
        )
        taken = sum(1 for one in outcomes if not one.refusal)
        done = tickets.keep_outcome(ticket, batch, outcomes)
        end = Result(f"已登记 {taken} 家。", answer={"done": done})
        # With the entries: a worker that dies after them has told what it did.
        work.conclude(session, end)
    tickets.drop(ticket)
    return end
