"""Which steps many can take at once, what is recorded of each, and whose is which file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import batches, moves
from bargaining.rules.asks import AskKind
from bargaining.rules.batches import Named, answers_of, match_files
from bargaining.rules.move import MoveKind
from bargaining.rules.roles import Role

OFFER = moves.get_move("send_proposal")


@pytest.mark.parametrize("role", [Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR])
def test_steps_for_many_are_those_that_role_may_record_and_that_ask_simple_things(role):
    names = {move.name for move in batches.steps_for_many(role)}

    for move in moves.TABLE.values():
        simple = not {AskKind.FILE, AskKind.PEOPLE} & {ask.kind for ask in move.asks}
        fits = move.kind is MoveKind.RECORDING and role in move.by and simple
        assert (move.name in names) is fits, move.name


def test_the_named_steps_of_the_street_are_all_there():
    names = {move.name for move in batches.steps_for_many(Role.STREET_STAFF)}

    assert names >= {
        "open_case", "prepare_proposal", "send_proposal", "record_delivery", "record_reply",
        "record_refusal", "record_contact", "file", "record_receipt", "publish",
        "record_no_objection", "record_precheck", "sign", "record_congress",
    }  # fmt: skip
    assert not names & {"issue_paper", "submit_wages", "take_effect_by_silence"}


def test_the_common_form_requires_nothing_for_a_line_may_say_it():
    eased = batches.common_form(OFFER)

    assert not any(ask.required for ask in eased.asks)
    assert not any(ask.kind in (AskKind.FILES, AskKind.FILE) for ask in eased.asks)


LAYERS = ("own", "common", "known")


@given(st.dictionaries(st.sampled_from(LAYERS), st.sampled_from(["甲", "乙", "  ", ""])))
def test_a_line_says_first_what_is_its_own_then_what_is_for_all_then_what_is_known(said):
    layers = {name: {"counterpart": said.get(name, "")} for name in LAYERS}

    answers = answers_of(OFFER, **layers)

    wanted = next((said[one] for one in LAYERS if said.get(one, "").strip()), None)
    assert answers.get("counterpart") == wanted


def test_what_a_form_suggests_counts_last():
    clauses = moves.get_move("record_clauses")

    nothing = answers_of(clauses, own={}, common={}, known={})
    known = answers_of(clauses, own={}, common={}, known={"pay_day": "每月五日"})

    assert nothing["pay_day"] == "次月十日"
    assert known["pay_day"] == "每月五日"
    assert "piece_rule" not in nothing


def test_answers_that_no_ask_wants_are_left_out():
    assert "nonsense" not in answers_of(OFFER, own={"nonsense": "x"}, common={}, known={})


FIRMS = (
    Named(1, "北京示例餐饮有限公司", "91110112MA8BBF3369", "110108-2026-0001"),
    Named(2, "北京示例餐饮有限公司海淀分公司", "", "110108-2026-0002"),
    Named(3, "北京示例物业有限公司", "91110108MA01ABCD1E", ""),
)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("北京示例餐饮有限公司.pdf", 1),
        ("北京示例餐饮有限公司海淀分公司 回证.jpg", 2),
        ("回证-北京 示例 物业有限公司（盖章）.png", 3),
        ("91110112ma8bbf3369.pdf", 1),
        ("扫描110108-2026-0002.pdf", 2),
        ("ｓｃａｎ９１１１０１０８ＭＡ０１ＡＢＣＤ１Ｅ.pdf", 3),
        ("IMG_0001.jpg", None),
        ("北京示例.pdf", None),
    ],
)
def test_a_file_goes_to_the_longest_name_it_holds(name, owner):
    matched = match_files([name], FIRMS)

    assert matched.files == ({owner: (0,)} if owner else {})
    assert matched.unmatched == (() if owner else (0,))


def test_several_files_of_one_enterprise_all_go_to_it():
    matched = match_files(["北京示例物业有限公司1.jpg", "北京示例物业有限公司2.jpg"], FIRMS)

    assert matched.files == {3: (0, 1)}


def test_a_name_that_fits_two_alike_fits_none():
    twins = (Named(1, "示例公司", "", ""), Named(2, "示例公司", "", ""))

    assert match_files(["示例公司.pdf"], twins).unmatched == (0,)


@given(st.lists(st.sampled_from([firm.name for firm in FIRMS] + ["其他"]), max_size=8))
def test_every_file_has_one_owner_or_none(names):
    matched = match_files([f"{name}.pdf" for name in names], FIRMS)

    placed = [place for files in matched.files.values() for place in files]
    assert sorted([*placed, *matched.unmatched]) == list(range(len(names)))


def test_what_the_law_of_no_named_place_knows_is_left_out():
    def names(*places):
        return {move.name for move in batches.steps_for_many(None, places=places)}

    here = {"issue_rectification", "record_vote_notice"}
    assert here <= names()
    assert not here & names("110108", "130100")
    assert here <= names("110108", "310101")
    assert names("110108") | here == names()
