"""Is the Word file of a paper right: its words, its gaps, its draft mark?"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.documents import definitions, marks, papers, values
from bargaining.errors import Refused, Unusable
from bargaining.rules import papers as catalogue
from tests.documents import reading

KINDS = sorted(catalogue.CATALOGUE)
DRAFT = "草稿·未完整"


def filled(kind, context, *, draft=True, blank=False):
    return papers.render_docx(kind, context, draft=draft, blank=blank)


def body(kind, context, **how):
    return "\n".join(reading.lines(filled(kind, context, **how).content))


def red_words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    inside = [p for t in document.tables for c in t._cells for p in c.paragraphs]
    runs = [run for p in [*document.paragraphs, *inside] for run in p.runs]
    return "".join(run.text for run in runs if str(run.font.color.rgb) == marks.RED)


@pytest.mark.parametrize("kind", KINDS)
class TestTheSample:
    def test_reads_as_the_golden_text(self, kind):
        expected = definitions.TEMPLATES / kind / "expected.txt"

        rendered = filled(kind, reading.sample(kind), draft=False)

        assert rendered.missing == ()
        assert reading.golden(rendered.content) == expected.read_text(encoding="utf-8")

    def test_bears_no_draft_mark_and_nothing_red(self, kind):
        content = filled(kind, reading.sample(kind)).content

        assert reading.headers(content) == ["", "", ""]
        assert red_words(content) == ""

    def test_has_the_same_bytes_every_time(self, kind):
        context = reading.sample(kind)

        assert filled(kind, context).content == filled(kind, context).content

    def test_leaves_no_tag_and_no_mark_of_ours_behind(self, kind):
        with zipfile.ZipFile(io.BytesIO(filled(kind, reading.sample(kind)).content)) as package:
            text = "".join(
                package.read(name).decode() for name in package.namelist() if "document" in name
            )

        assert not {"{{", "{%", values.GAP_OPENS, values.GAP_CLOSES} & set(_pieces(text))


def _pieces(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text))} | set(text)


@pytest.mark.parametrize("kind", KINDS)
class TestAnEmptyDraft:
    def test_lists_every_required_field_in_play(self, kind):
        definition = definitions.definition(kind)
        flags = {f.name: f.default for f in definition.fields if f.kind is definitions.Kind.FLAG}

        missing = dict(filled(kind, {}).missing)

        assert missing == {
            field.name: field.label
            for field in definition.fields
            if field.required and field.applies(flags)
        }

    def test_prints_each_missing_label_in_red_on_a_line_to_write_on(self, kind):
        rendered = filled(kind, {})

        red = red_words(rendered.content)
        tables = {f.name for f in definitions.definition(kind).fields if f.columns}
        for name, label in rendered.missing:
            assert name in tables or f"（{label}）" in red
        assert "＿＿＿" in red or "＿＿" in red

    def test_bears_the_draft_mark_above_every_page(self, kind):
        assert reading.headers(filled(kind, {}).content) == [DRAFT, DRAFT, DRAFT]

    def test_cannot_be_issued_and_says_what_it_lacks(self, kind):
        with pytest.raises(Refused) as refused:
            filled(kind, {}, draft=False)

        refusal = refused.value.refusal
        assert refusal.code == "paper_incomplete"
        assert all(label in refusal.message for _name, label in filled(kind, {}).missing)
        assert refusal.basis.startswith("《")


@pytest.mark.parametrize("kind", KINDS)
class TestTheBlankForm:
    def test_lacks_nothing_bears_no_mark_and_is_black(self, kind):
        rendered = filled(kind, {}, draft=False, blank=True)

        assert rendered.missing == ()
        assert reading.headers(rendered.content) == ["", "", ""]
        assert red_words(rendered.content) == ""

    def test_takes_nothing_but_the_flags_from_the_case(self, kind):
        full = reading.sample(kind)
        flags = {name: value for name, value in full.items() if isinstance(value, bool)}

        assert body(kind, full, blank=True) == body(kind, flags, blank=True)


class TestGaps:
    def test_a_day_in_a_blank_form_is_left_to_the_pen(self):
        assert "　　年　　月　　日" in body("delivery_receipt", {}, blank=True)

    def test_one_missing_field_is_enough_for_the_mark(self):
        context = {**reading.sample("proposal"), "meeting_place": None}

        rendered = filled("proposal", context)

        assert rendered.missing == (("meeting_place", "拟议协商地点"),)
        assert reading.headers(rendered.content)[0] == DRAFT
        assert red_words(rendered.content) == "＿＿＿（拟议协商地点）"

    @pytest.mark.parametrize("nothing", [None, "", "　 ", []])
    def test_nothing_is_nothing_however_it_is_written(self, nothing):
        context = {**reading.sample("proposal"), "topics": nothing}

        assert filled("proposal", context).missing == (("topics", "协商内容"),)

    def test_zero_is_something(self):
        context = {**reading.sample("congress_resolution"), "against": 0}

        assert filled("congress_resolution", context).missing == ()

    def test_a_gap_in_a_row_names_its_row(self):
        context = reading.sample("agreement")
        context["posts"][1]["people"] = None

        missing = filled("agreement", context).missing

        assert missing == (("posts[2].people", "岗位工资标准表第2行人数"),)

    def test_a_field_out_of_play_is_not_missing(self):
        context = {**reading.sample("agreement"), "piece_rate": False, "piece_rule": None}

        assert filled("agreement", context).missing == ()
        assert "没有实行计件工资的岗位" in body("agreement", context)

    def test_a_field_that_comes_into_play_is_missed(self):
        context = {**reading.sample("agreement"), "piece_rate": True, "piece_rule": None}

        assert filled("agreement", context).missing == (("piece_rule", "定额和计件单价"),)


class TestWhoSigns:
    @pytest.mark.parametrize("kind", ["proposal", "congress_resolution", "agreement"])
    def test_without_a_union_there_is_no_place_for_its_seal(self, kind):
        context = {**reading.sample(kind), "has_union": False}

        text = body(kind, context)

        assert "工会盖章" in body(kind, {**context, "has_union": True})
        assert "工会盖章" not in text
        assert "工会主席（签字）" not in text

    @pytest.mark.parametrize("kind", ["proposal", "congress_resolution", "agreement"])
    def test_a_union_without_a_seal_of_its_own_is_asked_for_none(self, kind):
        text = body(kind, {**reading.sample(kind), "union_has_seal": False})

        assert "工会盖章" not in text

    def test_an_offer_by_the_employer_goes_to_the_workers_and_bears_its_seal(self):
        context = {**reading.sample("proposal"), "by_employer": True, "addressee_head": "王喆"}

        text = body("proposal", context)

        assert f"{context['workers_name']}（负责人：王喆）：" in text
        assert f"要约方：{context['employer_name']}（盖章）" in text
        assert "工会盖章" not in text

    def test_a_draft_that_was_voted_down_is_not_said_to_have_passed(self):
        text = body(
            "congress_resolution", {**reading.sample("congress_resolution"), "outcome": "未通过"}
        )

        assert "未通过。草案交双方协商代表" in text
        assert "获得通过" not in text


class TestWhatMayGoIn:
    @pytest.mark.parametrize(
        "stranger", [0.045, object(), datetime(2026, 1, 1, tzinfo=UTC), {"a"}, b"x", ("a",)]
    )
    def test_only_primitives(self, stranger):
        with pytest.raises(TypeError, match="contact_name"):
            filled("proposal", {"contact_name": stranger})

    def test_only_fields_of_the_paper(self):
        with pytest.raises(TypeError, match="no field nonsense"):
            filled("proposal", {"nonsense": "x"})

    def test_only_columns_of_the_table(self):
        with pytest.raises(TypeError, match="no column wage"):
            filled("agreement", {"posts": [{"name": "店长", "wage": 1}]})

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("meeting_on", "2026-03-20"),
            ("year", "二〇二六"),
            ("year", True),
            ("by_employer", "yes"),
            ("topics", "一项"),
            ("representatives", ["王喆"]),
            ("contact_name", True),
        ],
    )
    def test_only_values_of_the_field_s_kind(self, field, wrong):
        with pytest.raises(TypeError, match=field):
            filled("proposal", {field: wrong})

    def test_a_choice_is_one_of_the_options(self):
        with pytest.raises(Unusable, match="表决方式.*无记名投票、举手表决"):
            filled("congress_resolution", {"vote_method": "鼓掌"})

    @pytest.mark.parametrize("bad", ["\x00", "\x1b", "\ue000", "\ufffe", "\ud800"])
    def test_a_character_that_cannot_print_is_refused_by_field(self, bad):
        with pytest.raises(Unusable, match="联系人") as refused:
            filled("proposal", {"contact_name": f"王{bad}喆"})

        assert refused.value.refusal.field == "contact_name"

    def test_invisible_characters_from_a_chat_are_dropped(self):
        assert "联系人：王喆；" in body("proposal", {"contact_name": "王\u200b\u202e喆\ufeff"})

    @given(
        text=st.text(
            st.characters(exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=30
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_any_text_arrives_as_it_was_typed(self, text):
        assert f"联系人：{text}；" in body("proposal", {"contact_name": text})

    @pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% if %}", "<w:t>&lt;", "a & b", "{_{x}_}"])
    def test_a_tag_typed_into_a_field_stays_what_it_is(self, text):
        assert f"联系人：{text}；" in body("proposal", {"contact_name": text})

    def test_new_lines_stay_lines_of_one_paragraph(self):
        text = body("agreement", {**reading.sample("agreement"), "bonus_rule": "第一款\r\n第二款"})

        assert "奖金按照下列办法分配：第一款\n第二款" in text


class TestHowValuesPrint:
    @pytest.mark.parametrize(
        ("amount", "printed"),
        [
            (Decimal(2540), "2,540.00"),
            (0, "0.00"),
            (Decimal("1234567.005"), "1,234,567.01"),
            (Decimal("1234567.004"), "1,234,567.00"),
            (Decimal("-3.5"), "-3.50"),
        ],
    )
    def test_money_prints_to_the_cent(self, amount, printed):
        assert values.money(amount) == printed

    @pytest.mark.parametrize(
        ("share", "printed"),
        [
            (Decimal("0.045"), "4.5%"),
            (Decimal("0.04505"), "4.51%"),
            (Decimal("0.045049"), "4.5%"),
            (1, "100%"),
            (Decimal("0.1"), "10%"),
            (Decimal("-0.03"), "-3%"),
            (Decimal("-0.00001"), "0%"),
            (0, "0%"),
        ],
    )
    def test_a_rate_prints_as_a_percentage(self, share, printed):
        assert values.rate(share) == printed

    @given(st.decimals(min_value=-10, max_value=10, places=6))
    def test_a_printed_rate_is_never_further_off_than_half_a_hundredth(self, share):
        printed = Decimal(values.rate(share).removesuffix("%"))

        assert abs(printed - share * 100) <= Decimal("0.005")

    def test_a_day_prints_in_full(self):
        assert values.day(date(2026, 10, 8)) == "2026年10月8日"
