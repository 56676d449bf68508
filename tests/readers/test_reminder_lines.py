"""The reminders we ship: every rule has its entry, every entry can be told and read."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.errors import Unusable
from bargaining.readers import reminder_lines, seeds
from bargaining.rules import moves, reminders
from bargaining.rules import reminder_lines as values
from bargaining.rules.reminders import When
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

BOOK = seeds.load_law_book()
STANDARD = reminder_lines.standard()
# Nobody is blamed by a machine, and the system does not judge.
NOT_SAID = (
    "违法",
    "拒绝",
    "违反",
    "处罚",
    "责任",
    "必须",
    "偏低",
    "歧视",
    "排名",
    "拖延",
    "未履行",
)


def test_every_rule_of_every_place_has_its_entry_and_there_is_no_other():
    assert set(STANDARD) == {rule.id for rule in BOOK.rules}


def test_every_step_that_ends_a_duty_exists():
    unknown = {one.move for one in STANDARD.values() if one.move} - set(moves.TABLE) - {"renew"}

    assert unknown == set()


def test_every_step_a_line_leads_to_exists():
    named = {line.step for one in STANDARD.values() for line in one.lines if line.step}

    assert named - set(moves.TABLE) == {reminders.CASE}


def test_no_words_speak_of_a_day_that_is_only_today():
    assert [line.words for _rule, line in LINES if "今天" in line.words] == []


def test_what_is_reminded_of_has_a_step_and_what_is_not_has_a_reason():
    for one in STANDARD.values():
        assert bool(one.move) is bool(one.lines), one.rule
        assert bool(one.note) is not bool(one.lines), one.rule


def test_rules_of_one_duty_are_reminded_of_alike():
    by_duty = {}
    for rule in BOOK.rules:
        by_duty.setdefault(rule.duty, set()).add(STANDARD[rule.id].lines)

    assert [duty for duty, lines in by_duty.items() if len(lines) > 1] == []


def test_no_window_or_right_is_called_late():
    rights = {rule.id for rule in BOOK.rules if rule.right}

    assert rights
    for one in STANDARD.values():
        if one.rule in rights:
            assert not {line.when for line in one.lines} & reminders.LATE, one.rule


LINES = [(one.rule, line) for one in STANDARD.values() for line in one.lines]


@pytest.mark.parametrize(("rule", "line"), LINES, ids=lambda it: getattr(it, "stage", it))
def test_every_line_reads_as_a_whole_sentence_that_blames_nobody(rule, line):
    said = reminders.say(
        line.words,
        values.given(
            title="示例餐饮", number="110108-2026-0001", label="期限", holder=Holder.EMPLOYER,
            act_by=date(2026, 10, 1), last_on=date(2026, 10, 8), latest=date(2026, 10, 8),
            certain=True, on=date(2026, 9, 26),
        ),
    )  # fmt: skip

    assert said.startswith("示例餐饮")
    assert said.endswith("。")
    assert "{" not in said
    assert not [word for word in NOT_SAID if word in said]
    assert len(said) <= 160


@pytest.mark.parametrize(("rule", "line"), LINES, ids=lambda it: getattr(it, "stage", it))
def test_who_is_late_is_told_which_day_it_was_and_who_is_not_by_which_day(rule, line):
    is_late = line.when in reminders.LATE and line.proved is not False
    assert ("{最后}" if is_late else "{") in line.words
    if line.when is When.ESCALATE:
        assert "{案号}" in line.words  # whoever looks after many needs the number


def test_the_words_of_a_supervisor_name_the_case():
    for _rule, line in LINES:
        if not set(line.to) & {reminders.Role.UNION_CHAIR}:
            assert "{案号}" in line.words


class TestAFileThatIsAmiss:
    def write(self, tmp_path, text):
        path = tmp_path / "reminders.yaml"
        path.write_text(text, "utf-8")
        return path

    def test_the_entry_that_is_amiss_is_named(self, tmp_path):
        path = self.write(tmp_path, "reminders:\n  - {rule: T-A, note: 无}\n  - {rule: T-B}\n")

        with pytest.raises(Unusable, match="reminders.yaml 第 2 条：没有提醒的，请写明原因"):
            reminder_lines.read(path)

    def test_a_rule_that_stands_there_twice_is_refused(self, tmp_path):
        path = self.write(
            tmp_path, "reminders:\n  - {rule: T-A, note: 无}\n  - {rule: T-A, note: 无}\n"
        )

        with pytest.raises(Unusable, match="第 2 条：T-A 写了两次"):
            reminder_lines.read(path)


@pytest.mark.parametrize(
    ("rule", "stage", "role", "proved", "step"),
    [
        ("T-OFFER-REPLY", "before:5", Role.UNION_CHAIR, True, "record_reply"),
        ("T-OFFER-REPLY", "after:1", Role.UNION_CHAIR, True, "record_urging"),
        ("T-OFFER-REPLY", "after:1", Role.STREET_STAFF, True, "record_urging"),
        ("T-OFFER-REPLY", "escalate:7", Role.STREET, True, ""),
        ("T-OFFER-REPLY", "redated:3", Role.UNION_CHAIR, True, ""),
        ("T-REVIEW", "before:10", Role.UNION_CHAIR, False, "record_receipt"),
        ("T-REVIEW", "before:3", Role.UNION_CHAIR, True, ""),
        ("T-REVIEW", "before:5", Role.REVIEWER, True, ""),
        ("T-DATA", "opens", Role.UNION_CHAIR, True, ""),
        ("T-RENEW-WAGE", "opens", Role.UNION_CHAIR, True, "renew"),
        ("T-NONE", "on_day", Role.UNION_CHAIR, True, ""),
    ],
)
def test_a_reminder_leads_to_what_its_words_ask_for(rule, stage, role, proved, step):
    assert reminder_lines.step_of(rule, stage=stage, role=role, proved=proved) == step
