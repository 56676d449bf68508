"""What the day alone changes about the next step: no answer in time, a contract at its end."""

from datetime import date, timedelta

from bargaining.rules import next_by_day, next_steps
from bargaining.rules.facts import fold
from tests.rules.cases import OFFER, STRAIGHT, TERM, history

LAST = date(2026, 3, 23)
LAST_DAY = date.fromisoformat(TERM["term_to"])
ONE_DAY = timedelta(days=1)
KEPT = (
    *STRAIGHT, ("record_no_objection", "2026-04-20", {}),
    ("publish", "2026-04-22", {"side": "both"}),
)  # fmt: skip


def step(facts, on, answer_by=None):
    return next_by_day.next_step(facts, on=on, answer_by=answer_by)


class TestAnAnswerThatIsOverdue:
    def test_is_still_waited_for_on_the_last_day(self):
        facts = fold(history(OFFER))
        assert step(facts, LAST, LAST) == next_steps.next_step(facts)

    def test_is_urged_from_the_day_after_and_can_still_be_recorded(self):
        found = step(fold(history(OFFER)), LAST + ONE_DAY, LAST)

        assert (found.move.name, found.beside) == ("record_urging", ("record_reply",))
        assert "尚未答复" in found.sentence
        assert found.rules == ("T-OFFER-REPLY",)
        assert "record_urging" not in found.others

    def test_is_not_called_overdue_where_its_last_day_is_not_settled(self):
        facts = fold(history(OFFER))
        assert step(facts, date(2027, 1, 1)) == next_steps.next_step(facts)

    def test_is_the_unions_own_to_give_where_the_employer_offered(self):
        offer = (OFFER[0], OFFER[1], {**OFFER[2], "initiator": "employer"})
        assert step(fold(history(offer)), LAST + ONE_DAY, LAST).move.name == "record_reply"

    def test_is_no_matter_before_the_offer_arrived(self):
        offer = (OFFER[0], OFFER[1], {**OFFER[2], "delivered": False})
        assert step(fold(history(offer)), LAST + ONE_DAY, LAST).move.name == "record_delivery"


class TestAContractAtItsEnd:
    def test_is_kept_on_its_last_day(self):
        facts = fold(history(*KEPT))

        assert step(facts, LAST_DAY) == next_steps.next_step(facts)
        assert next_by_day.expired_on(facts, on=LAST_DAY) is None

    def test_is_closed_from_the_day_after_and_what_it_owed_stays_open(self):
        facts = fold(history(*KEPT))
        found = step(facts, LAST_DAY + ONE_DAY)

        assert found.move.name == "close"
        assert "2027年6月30日期满" in found.sentence
        assert found.others == next_steps.next_step(facts).others
        assert next_by_day.expired_on(facts, on=LAST_DAY + ONE_DAY) == LAST_DAY

    def test_that_was_ended_early_or_never_took_effect_has_its_own_next_step(self):
        ended = fold(history(*KEPT, ("terminate", "2026-09-01", {"ground": "agreed"})))
        in_review = fold(history(*STRAIGHT))
        for facts in (ended, in_review):
            assert step(facts, LAST_DAY + ONE_DAY) == next_steps.next_step(facts)

    def test_is_no_matter_where_it_was_backfilled(self):
        facts = fold(history(*KEPT, origin="backfilled"))
        assert next_by_day.expired_on(facts, on=LAST_DAY + ONE_DAY) is None
