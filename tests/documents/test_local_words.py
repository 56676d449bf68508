"""A paper in the words of another place: every word of Beijing's law has its counterpart."""

from __future__ import annotations

import re

import pytest
import yaml

from bargaining import errors
from bargaining.documents import definitions, local_words, papers, prefilled, templates
from bargaining.rules import filing_materials
from bargaining.rules.facts import fold
from bargaining.rules.papers import CATALOGUE
from tests.documents import reading
from tests.rules import cases

SHANGHAI, BEIJING = "310101", "110108"
LOCAL = sorted(path.parent.name for path in definitions.TEMPLATES.glob("*/local-310000.yaml"))


def words(kind: str, place: str, **how) -> str:
    made = papers.render_docx(kind, {}, draft=True, blank=True, place=place, **how)
    return "\n".join(reading.lines(made.content))


@pytest.mark.parametrize("kind", sorted(CATALOGUE))
def test_no_paper_of_shanghai_speaks_of_beijing(kind):
    source = "".join(
        templates.compiled(definitions.definition(kind).template, place=SHANGHAI).sources.values()
    )

    assert "北京" not in source
    assert "轮流主持" not in source
    assert "二十日" not in source


@pytest.mark.parametrize("kind", sorted(CATALOGUE))
def test_no_paper_of_beijing_speaks_of_shanghai(kind):
    assert "上海" not in words(kind, BEIJING)
    assert words(kind, BEIJING) == words(kind, "")


@pytest.mark.parametrize("kind", LOCAL)
def test_every_word_that_is_changed_stands_in_its_template(kind):
    template = definitions.definition(kind).template
    source = "".join(templates.compiled(template).sources.values())
    for old, new in local_words.local_words(template.parent, SHANGHAI):
        assert old in source, old
        source = source.replace(old, new)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("proposal", "《上海市集体合同条例》第十五条"),
        ("proposal", "十五日内书面答复"),
        ("reply", "《上海市集体合同条例》第十五条"),
        ("congress_resolution", "《上海市集体合同条例》第二十二条"),
        ("filing_contents", "《上海市集体合同条例》第二十三条"),
        ("filing_statement", "《上海市集体合同条例》第二十三条"),
        ("agreement", "上海市最低工资标准"),
        ("minutes", "共同主持"),
    ],
)
def test_the_articles_are_shanghais_own(kind, said):
    assert said in words(kind, SHANGHAI)


def test_a_form_filled_in_part_is_in_the_words_of_the_place_too(tmp_path):
    made = prefilled.render_prefilled("proposal", {"employer_name": "某公司"}, place=SHANGHAI)

    text = "\n".join(reading.lines(made))
    assert "第十五条" in text
    assert "北京市" not in text


def test_what_somebody_typed_is_never_changed():
    filled = {"topics": ["不低于北京市最低工资标准"], "employer_name": "北京市某公司上海分公司"}
    made = papers.render_docx("proposal", filled, draft=True, blank=False, place=SHANGHAI)

    text = "\n".join(reading.lines(made.content))
    assert "北京市某公司上海分公司" in text
    assert "《北京市集体合同条例》" not in text


def test_a_paper_that_lacks_something_cites_its_own_place():
    with pytest.raises(errors.Refused) as refused:
        papers.render_docx("proposal", {}, draft=False, blank=False, place=SHANGHAI)

    assert "北京" not in refused.value.refusal.basis


def test_a_file_that_is_not_whole_is_refused(tmp_path):
    (tmp_path / "local-310000.yaml").write_text("words: [{from: 甲}]", encoding="utf-8")
    with pytest.raises(errors.Unusable, match="from 和 to"):
        local_words.local_words(tmp_path, SHANGHAI)
    assert local_words.local_words(tmp_path, BEIJING) == ()
    assert local_words.local_words(tmp_path, "") == ()


def test_shanghai_does_not_ask_for_the_licence():
    def names(place):
        facts = fold(cases.history(*cases.STRAIGHT, place=place))
        found = filing_materials.materials(facts, mandated=(), statement_is_whole=True)
        return [one.name for one in found]

    assert "用人单位注册登记证明（复印件）" in names(BEIJING)
    assert "用人单位注册登记证明（复印件）" not in names(SHANGHAI)
    assert len(names(SHANGHAI)) == len(names(BEIJING)) - 1


@pytest.mark.parametrize("kind", LOCAL)
def test_the_files_say_from_and_to_and_nothing_else(kind):
    text = (definitions.TEMPLATES / kind / "local-310000.yaml").read_text(encoding="utf-8")

    for one in yaml.safe_load(text)["words"]:
        assert set(one) == {"from", "to"}
        assert not re.search(r"[{}]", one["from"] + one["to"]), "a tag is not a word"
