"""The authority's own opinion: printed by its account alone, served by an entry of its own."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest

from bargaining.rules.roles import Role
from tests.chair_stage import as_sent
from tests.ladder_stage import words
from tests.review_stage import VOTED, filed, panel, recorded, shown, signed

SIGNED = signed(date(2026, 4, 8))
OBJECTED = {"result": "objection", "about": "content", "clause": "overtime_base",
            "article": "第五条", "opinion": "加班工资基数低于规定，请修改。\n病假工资没有写明。",
            "number": "海人社审〔2026〕18号"}  # fmt: skip
ADDRESSES = {"employer_address": "示例街1号", "workers_address": "示例街1号"}


@pytest.fixture
def reviewer(as_):
    """The authority's own account, inside."""
    return as_(Role.REVIEWER)


@pytest.fixture
def number(cases):
    """A case under review, received with proof."""
    return cases(*VOTED, SIGNED, filed(date(2026, 4, 10)))


def printed(browser, case, **changed):
    """Print the opinion with what is filled in, some of it changed."""
    page = f"/cases/{case}/review-opinion"
    sent = {**as_sent(browser.get(page).text), **ADDRESSES, "made_on": "2026-04-20", **changed}
    return browser.submit(page, page="/change-password", **sent, print="1")


def test_an_objection_says_the_four_things_the_rules_ask_for(reviewer, number, seen):
    answer = printed(reviewer, number, **OBJECTED)
    assert answer.status_code == 302, shown(answer)

    text = words(reviewer.get(answer.location))
    for said in ("海淀示例餐饮有限公司、海淀示例餐饮有限公司工会：", "地址：示例街1号",
                 "本机关于2026年4月10日收到", "■有异议", "条款内容：第五条（加班工资基数）",
                 "病假工资没有写明", "海淀区人力资源和社会保障局（盖章）", "2026年4月20日",
                 "《工资集体协商试行办法》第二十二条"):  # fmt: skip
        assert said in text, said
    assert seen(number)["state"] == "filed"  # to write is not to serve


@pytest.mark.parametrize(
    ("kind", "effect", "cited"),
    [("wage", "自本意见书送达双方之日起，该合同即行生效", True),
     ("general", "自本机关收到合同文本之日起十五日期满，该合同即行生效", False)],
)  # fmt: skip
def test_without_objection_it_says_when_the_contract_takes_effect(
    reviewer, cases, kind, effect, cited
):
    number = cases(*VOTED, SIGNED, filed(date(2026, 4, 10)), kind=kind)
    text = words(reviewer.get(printed(reviewer, number).location))

    assert "■无异议" in text
    assert effect in text
    assert "异议事项" not in text
    assert ("《工资集体协商试行办法》" in text) is cited


def test_a_completion_asked_for_in_writing_is_named(reviewer, as_, number):
    recorded(reviewer, number, "record_completion", "2026-04-15", told_in_writing="yes")

    text = words(reviewer.get(printed(reviewer, number).location))
    assert "材料于2026年4月15日补齐" in text


def test_an_objection_without_its_words_is_held_back(reviewer, number, seen):
    answer = printed(reviewer, number, result="objection", about="content")

    assert answer.status_code == 422
    assert re.search(r'id="opinion-error">有异议的，请写明异议内容。', answer.text)
    assert 'id="about-error"' not in answer.text
    assert 'value="示例街1号"' in answer.text


def test_what_an_objection_is_about_is_chosen_beside_its_field(reviewer, number):
    fresh = reviewer.get(f"/cases/{number}/review-opinion").text
    assert "没有说明" not in fresh
    assert "有异议的必填。写明哪一条、为什么，每段一行" in fresh
    answer = printed(reviewer, number, result="objection", opinion="请修改。")

    assert answer.status_code == 422
    assert re.search(r'id="about-error">有异议的，请选择异议事项。', answer.text)
    assert "没有说明" not in answer.text


def test_the_same_words_are_the_same_paper_and_others_a_new_version(reviewer, number):
    first, again = printed(reviewer, number, **OBJECTED), printed(reviewer, number, **OBJECTED)
    other = printed(reviewer, number, **{**OBJECTED, "opinion": "只有一处，请修改。"})

    assert first.location == again.location
    assert other.location != first.location


def test_serving_it_is_filled_in_from_what_was_written(reviewer, number, seen):
    printed(reviewer, number, **OBJECTED)
    form = as_sent(reviewer.get(f"/cases/{number}/moves/record_objection").text)
    assert {name: form[name] for name in ("about", "clause", "article")} == {
        "about": "content", "clause": "overtime_base", "article": "第五条",
    }  # fmt: skip
    recorded(reviewer, number, "record_objection", "2026-04-21")

    [entry] = [one for one in seen(number)["events"] if one["kind"] == "record_objection"]
    assert entry["payload"]["opinion_number"] == "海人社审〔2026〕18号"
    assert entry["payload"]["opinion"].startswith("加班工资基数低于规定")


def test_both_sides_find_it_on_the_case_and_nobody_else_writes_it(as_, reviewer, number):
    location = printed(reviewer, number, **OBJECTED).location
    chair = as_(Role.UNION_CHAIR)

    assert "审查意见书（第 1 版）" in panel(chair.get(f"/cases/{number}"))
    assert words(chair.get(location))
    assert chair.get(f"/cases/{number}/review-opinion").status_code == 403
    issue = chair.submit(
        f"/cases/{number}/papers/review_opinion/issue", page=f"/cases/{number}/papers",
        override_reason="试试",
    )  # fmt: skip
    assert issue.status_code == 409
    assert as_(Role.DISTRICT).get(location).status_code == 404


def test_once_an_objection_is_served_there_is_nothing_to_write(reviewer, number):
    recorded(reviewer, number, "record_objection", "2026-04-20", opinion="请修改")

    answer = reviewer.get(f"/cases/{number}/review-opinion")
    assert answer.status_code == 409


def test_the_blank_form_has_both_boxes_open(reviewer, number):
    sheet = reviewer.get(f"/cases/{number}/review-opinion/blank.docx").data
    text = "".join(one.text for one in docx.Document(io.BytesIO(sheet)).paragraphs)

    assert "□无异议" in text
    assert "□有异议" in text
