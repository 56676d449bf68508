"""How is no said, and how is a thing called? The sentences beside what brings them about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from bargaining.errors import Refused
from bargaining.rules import (
    asks,
    batches,
    corrections,
    dispatches,
    handover,
    moves,
    papers,
    roles,
    state_diagram,
    street_groups,
    targets,
    uscc,
    wage_openings,
    waiting,
)
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.coverage import Numerator
from bargaining.rules.coverage_terms import Denominator
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.facts import fold
from bargaining.rules.handover import Handing
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState, Side
from bargaining.rules.targets import Target
from tests.rules import fresh, golden
from tests.rules.cases import history
from tests.rules.stories import STORIES

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def actor(role: Role | None, *places: str) -> Actor:
    return Actor(user_id=1, name="某人", role=role, places=frozenset(places))


def short(read: asks.Answers) -> str:
    """Write answers on one line, however long they are."""
    said = golden.told([*read.payload.items(), *read.refusals])
    return said if len(said) < 300 else f"{said[:100]}……{said[-20:]}（{len(said)} 字）"


class TestWhatAFormAsks:
    ANSWERS = {
        AskKind.TEXT: ("", " 甲 ", "长" * 20, "长" * 21, "钟\x1f声", "行\t距 格",
                       "张13900001234", 7),
        AskKind.LONG_TEXT: ("一\n二", "长" * 4000, "长" * 4001),
        AskKind.DAY: ("2026-03-01", "2026.3.1", "2026年3月1日", "2026/3/1", "三月", "2026-02-30",
                      "1989-12-31", "1990-01-01", "2100-12-31", "2101-01-01"),
        AskKind.WHOLE: ("0", "53人", " 7 ", "-1", "1.5", "9999999", "10000000", True, 12),
        AskKind.RATE: ("4.5%", "4.5％", "0.045", "0", "很多", "NaN", "100000%", "100001%", "1001",
                       "1000", "-0", "4.5X%"),
        AskKind.AMOUNT: ("2540", "2,540.00", "2540 元", "2540元/月", "2540.001", "１２", "-1",
                         True),
        AskKind.CHOICE: ("letter", "信函", "别的"),
        AskKind.YES_NO: ("yes", "是", "ON", "no", "否", "也许", True, False),
        AskKind.PEOPLE: ("甲，职工方，主任，首席", "乙\t企业\t外聘", "丙", "，", [], ["丙"],
                         "甲，工会，首席，主任\n\n乙，企业",
                         [{"name": "丁", "side": "union", "title": "长" * 61, "chief": 1}],
                         [{"name": "长" * 41, "side": "union"}],
                         [{"name": "长" * 40, "side": "union"}], [{"side": "union"}],
                         [{"name": "戊", "side": "中立"}],
                         "\n".join(f"人{number}，工会" for number in range(60)),
                         "\n".join(f"人{number}，工会" for number in range(61))),
        AskKind.FILE: ({"hash": "a", "name": "甲" * 201}, {"hash": "a"}, "甲.pdf"),
        AskKind.FILES: ([{"hash": "a", "name": "甲"}], {"hash": "a", "name": "甲"},
                        [{"hash": "a", "name": "甲"}, "乙"]),
    }  # fmt: skip

    @pytest.mark.parametrize("kind", AskKind)
    def test_every_kind_of_answer(self, kind):
        one = Ask("it", "填写项", kind, longest=20, no_numbers=True,
                  choices=(("letter", "信函"), ("hand", "当面")))  # fmt: skip
        golden.check(
            f"asks-{kind.value}",
            {
                f"{str(answer)[:24]!r}（{len(str(answer))} 字）": [short(read)]
                for answer in self.ANSWERS[kind]
                if (read := asks.read_answers([one], {"it": answer}))
            },
        )

    def test_required_default_and_unknown(self):
        known = [Ask("must", "必填项", required=True), Ask("may", "选填项"),
                 Ask("else", "默认项", default="甲")]  # fmt: skip
        golden.check(
            "asks",
            {
                str(given): [*read.payload.items(), *read.refusals]
                for given in ({}, {"must": "a"}, {"must": " ", "other": 1}, {"may": "b"})
                if (read := asks.read_answers(known, given))
            },
        )


def test_sending_an_instructor():
    everything = product(("", "难案"), ("", "adviser"), (False, True), (False, True), (False, True))
    told = {
        f"事由{reason!r} 身份{capacity!r} 无须回避{cleared} 在聘{eligible} 无变化{same}":
        dispatches.why_not_send(reason=reason, capacity=capacity, recusal_cleared=cleared,
                                eligible=eligible, changes_nothing=same)
        for reason, capacity, cleared, eligible, same in everything
    }  # fmt: skip
    told |= {
        f"答复、结束：{state.value}": [
            dispatches.why_not_answer(state), dispatches.why_not_end(state)
        ]
        for state in DispatchState
    }  # fmt: skip
    told |= {
        f"事由 {len(words)} 字": [dispatches.why_not_reason(words, "理由")]
        for words in ("  ", "长" * 400, "长" * 401, f" {'长' * 400} ")
    }
    told |= {str(role): [dispatches.why_not_official(actor(role))] for role in (None, *Role)}

    golden.check("dispatches", told)


PARENTS = {"110000": None, "110108": "110000", "110108012": "110108", "110105": "110000"}


def test_setting_a_target():
    told = {
        f"{role} 管 {place}，设 {wanted}": [
            targets.why_not_set(actor(role, place), place_code=wanted, parents=PARENTS)
        ]
        for role, place, wanted in (
            (None, "", "110108"),
            (Role.DISTRICT, "110108", "110108"),
            (Role.DISTRICT, "110108", "110108012"),
            (Role.DISTRICT, "110108", "110105"),
            (Role.DISTRICT, "110108", "110000"),
            (Role.CITY, "110000", "110105"),
            (Role.STREET, "110108012", "110108012"),
            (Role.CITY, "110000", "999999"),
        )
    }
    one = Target("110108", 2026, Denominator.UNIONISED, Numerator.ANY, ContractKind.WAGE,
                 Decimal("0.8"))  # fmt: skip
    told |= {
        f"{changed}": targets.impossible(replace(one, **changed))
        for changed in (
            {"year": 1999}, {"year": 2000}, {"year": 2099}, {"year": 2100},
            {"rate": Decimal(0)}, {"rate": Decimal("0.0001")}, {"rate": Decimal("0.00001")},
            {"rate": Decimal(1)}, {"rate": Decimal("1.0001")}, {"rate": Decimal("-0.1")},
        )
    }  # fmt: skip
    told["逐级"] = [list(targets.upward(place, PARENTS)) for place in (*PARENTS, None, "x")]
    told["成环"] = [list(targets.upward("a", {"a": "b", "b": "a"}))]
    told["适用"] = [
        targets.nearest({"110000": one}, "110108012", PARENTS),
        targets.nearest({"110105": one}, "110108012", PARENTS),
    ]
    told["还差"] = [
        targets.gap(Decimal("0.8"), enterprises=count, covered=had)
        for count, had in ((7, 5), (7, 6), (5, 4), (5, 3), (0, 0), (5, 9))
    ]

    golden.check("targets", told)


def test_handing_over_a_chair():
    usual = Handing("张三", "李四", TODAY, from_user=1, to_user=2)
    handed = {
        "照常": usual,
        "无人接": replace(usual, to_name=" ", to_user=None),
        "本来空缺": Handing("", "李四", TODAY),
        "空缺到空缺": Handing(" ", "", TODAY),
        "同名没有账号": Handing("张三", " 张三", TODAY, from_user=1),
        "同名两个账号": replace(usual, to_name="张三"),
        "同一个账号": replace(usual, to_user=1),
        "六十天后": replace(usual, on_day=TODAY + 60 * DAY),
        "六十一天后": replace(usual, on_day=TODAY + 61 * DAY),
        "三百六十六天前": replace(usual, on_day=TODAY - 366 * DAY),
        "三百六十七天前": replace(usual, on_day=TODAY - 367 * DAY),
    }
    told = {
        name: [handover.why_not(one, today=TODAY, held_from=None, last_on=None)]
        for name, one in handed.items()
    }
    told |= {
        f"自 {held} 起，上次 {last}": [
            handover.why_not(usual, today=TODAY, held_from=held, last_on=last)
        ]
        for held, last in (
            (TODAY, None), (TODAY + DAY, None), (None, TODAY), (None, TODAY - DAY),
            (TODAY + DAY, TODAY),
        )
    }  # fmt: skip

    golden.check("handover", told)


def test_opening_a_wage_table_from_above():
    told = {
        f"{role}，代录 {agreed}": [wage_openings.why_not_open(actor(role), agreed_to_help=agreed)]
        for role in (None, *Role)
        for agreed in (None, False, True)
    }
    told |= {
        f"理由 {reason[:12]!r}（{len(reason)} 字）": [wage_openings.why_wrong_reason(reason)]
        for reason in ("", "核对", "1234567", "核对工资", "核" * 200, "核" * 201, f" {'核' * 200} ")
    }

    golden.check("wage_openings", told)


def test_how_deep_somebody_sees():
    golden.check(
        "sight",
        {
            str(role): [
                f"{agreed}: {roles.sight(actor(role), agreed_to_help=agreed).value}"
                for agreed in (None, False, True)
            ] + [actor(role).role_label]
            for role in (None, *Role)
        } | {"属地前缀": [roles.place_prefixes(
            ["110000", "110108", "110108012", "000000", "130100", "110000000"])]},
    )  # fmt: skip


def test_taking_an_entry_back():
    told = {}
    for story in ("要约已送达", "签字", "双方公布", "更正签收日"):
        for event in (*STORIES[story], replace(STORIES[story][-1], sequence=99)):
            try:
                taken = corrections.correct(STORIES[story], event.sequence)
            except Refused as problem:
                told[f"{story}#{event.sequence}"] = [problem.refusal]
            else:
                told[f"{story}#{event.sequence}"] = [taken, taken.also]

    golden.check("corrections", told)


SENT = history(("send_proposal", "2026-03-02", {"initiator": "union", "delivered": False}))
FILED = STORIES["报送"]
IMPOSSIBLE = (
    (FILED, "record_no_objection", {}, TODAY + DAY),
    (FILED, "record_no_objection", {}, TODAY),
    (FILED, "record_no_objection", {}, date(2026, 4, 9)),
    (FILED, "record_no_objection", {"served_union_on": "2026-04-09"}, date(2026, 4, 20)),
    (FILED, "record_no_objection", {"served_employer_on": "2026-04-10"}, date(2026, 4, 20)),
    (FILED, "record_completion", {}, date(2026, 4, 9)),
    (FILED, "record_completion", {}, date(2026, 4, 10)),
    (FILED, "file", {"received_on": "2026-04-11"}, date(2026, 4, 12)),
    (FILED, "file", {"received_on": "2026-11-21"}, date(2026, 4, 12)),
    (FILED, "file", {"received_on": "2026-11-22"}, date(2026, 4, 12)),
    (FILED, "sign", {"term_from": "2026-07-02", "term_to": "2026-07-01"}, date(2026, 4, 8)),
    (FILED, "sign", {"term_from": "2026-07-01", "term_to": "2026-07-01"}, date(2026, 4, 8)),
    (FILED, "record_congress", {"entitled": 0, "present": 0, "in_favour": 0}, date(2026, 4, 2)),
    (FILED, "record_congress", {"entitled": 9, "present": 10, "in_favour": 5}, date(2026, 4, 2)),
    (FILED, "record_congress", {"entitled": 9, "present": 8, "in_favour": 9}, date(2026, 4, 2)),
    (FILED, "record_congress", {"entitled": 9, "present": 8, "in_favour": 5, "against": 3,
                                "abstained": 1}, date(2026, 4, 2)),
    (FILED, "record_congress", {"entitled": 9, "present": 9, "in_favour": 5, "against": 3,
                                "abstained": 1}, date(2026, 4, 2)),
    (SENT, "record_delivery", {}, date(2026, 3, 1)),
    (SENT, "record_delivery", {}, date(2026, 3, 2)),
    (SENT, "record_reply", {}, date(2026, 3, 1)),
    (history(), "record_delivery", {}, date(2026, 3, 1)),
    (STORIES["审查有异议"], "refile", {"signed_on": "2026-04-20"}, date(2026, 4, 19)),
    (STORIES["审查有异议"], "refile", {"signed_on": "2026-04-20"}, date(2026, 4, 20)),
    (FILED, "refile", {}, date(2026, 4, 1)),
    (STORIES["无异议生效"], "record_performance", {}, date(2026, 4, 21)),
    (STORIES["无异议生效"], "record_performance", {}, date(2026, 4, 22)),
)  # fmt: skip


def test_what_cannot_be_recorded():
    golden.check(
        "impossible",
        {
            f"{name} {on} {payload}，案件{fold(events).state.label}": moves.impossible(
                moves.get_move(name), fold(events), payload, on=on, today=TODAY
            )
            for events, name, payload, on in IMPOSSIBLE
        },
    )
    with pytest.raises(KeyError, match="other"):
        moves.fact_day(fold(FILED), "other")


def test_a_step_of_no_table_is_refused_without_an_article():
    step = replace(moves.get_move("record_delivery"), name="other", basis=())

    [early] = moves.impossible(step, fold(SENT), {}, on=date(2026, 3, 1), today=TODAY)
    closed = moves.why_not(step, fold(FILED), actor=actor(None), agreed_to_help=None)

    assert (early.code, early.basis) == ("too_early", "")
    assert closed is not None
    assert (closed.code, closed.basis) == ("wrong_state", "")


def test_who_may_take_a_step_and_who_may_correct():
    facts = fold(STORIES["签字"])
    told = {}
    for role in (None, *Role):
        for agreed in (None, False, True):
            told[f"{role}，代录 {agreed}"] = [
                *(
                    f"{name}：{refusal.message}（{refusal.code}）"
                    for name in ("file", "record_contact", "take_effect_by_silence")
                    if (refusal := moves.why_not(
                        moves.get_move(name), facts, actor=actor(role), agreed_to_help=agreed))
                ),
                moves.why_not_correct(actor(role), agreed_to_help=agreed),
            ]  # fmt: skip

    golden.check("who_may", told)


def test_a_code_that_is_wrong():
    codes = (
        "", "91110112MA3B1G6189", "91110112MA3B1G618X", "91110108MA01C8JT", "9111010SMA01C8JT5L",
        "91110112MA3B1G7189", "N2110112MA3B1G6189", " 91110112ma3b1g6189 ", "９１",
    )  # fmt: skip
    golden.check(
        "uscc",
        {repr(code): [uscc.normalised(code), uscc.why_wrong(uscc.normalised(code))]
         for code in codes},
    )  # fmt: skip


def test_what_a_case_waits_for():
    told, groups = {}, {}
    anew = fresh.load(street_groups)
    for state in CaseState:
        for side, delivered, received, published in product(
            (None, Side.UNION, Side.EMPLOYER), (False, True), (False, True), (False, True)
        ):
            asked = {"initiator": side, "delivered": delivered, "received": received,
                     "published": published}  # fmt: skip
            found = waiting.waiting_for(state, **asked)
            told.setdefault(str(found), []).append(
                f"{state.value} {side} {delivered:d}{received:d}{published:d}"
            )
            groups.setdefault(street_groups.key_of(state, **asked), set()).add(state.value)
    golden.check("waiting", told)
    golden.check(
        "street_groups",
        {key: [*sorted(states), anew.find_group(key)] for key, states in groups.items()}
        | {"全部": anew.GROUPS},
    )


def test_the_diagram_of_states():
    golden.check("states", {"": state_diagram.state_page().splitlines()})


def test_the_steps_for_many_and_the_papers_of_each_step():
    told = {
        f"{role} {'表' if in_sheets else '页'}": [
            move.name for move in batches.steps_for_many(role, in_sheets=in_sheets)
        ]
        for role in (None, Role.STREET_STAFF, Role.INSTRUCTOR, Role.CITY)
        for in_sheets in (False, True)
    }
    told |= {
        name: [
            [ask.name for ask in batches.simple_asks(batches.get_step(name))],
            [ask.name for ask in batches.common_form(batches.get_step(name)).asks if ask.required],
            [paper.kind for paper in papers.needed_by(name)] if name in moves.TABLE else [],
            [paper.kind for paper in papers.left_by(name)] if name in moves.TABLE else [],
        ]
        for name in ("open_case", "send_proposal", "record_reply", "appoint_representatives")
    }
    told["文书的步骤"] = [
        f"{paper.kind}: {[move.name for move in papers.steps_of(paper.kind)]}"
        for paper in papers.of_case()
    ]
    told["没有的文书"] = [refusal_of(papers.paper, "nothing")]
    told["没有的步骤"] = [refusal_of(moves.get_move, "nothing")]

    golden.check("steps_and_papers", told)


def refusal_of(asked, *given):
    with pytest.raises(Refused) as problem:
        asked(*given)
    return problem.value.refusal
