"""A table that went out comes back row by row, and what cannot be read is said with its line."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bargaining.documents import offline_packs as writer
from bargaining.documents.offline_packs import Firm, StepSheet, Table
from bargaining.errors import Unusable
from bargaining.readers import offline_packs as reader
from bargaining.readers import sheets
from bargaining.rules import batches
from bargaining.rules.asks import AskKind
from bargaining.rules.roles import Role

STEPS = batches.steps_for_many(Role.STREET_STAFF, in_sheets=True)
REPLY = batches.get_step("record_reply")
HEAD = ["统一社会信用代码", "单位名称", "案号", "截至登记（请勿改动）", "书面答复之日", "答复"]


def book(*named, **cells):
    """Make a workbook of sheets by name; a tuple is a formula with its result."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as out:
        for name, rows in named:
            page = out.add_worksheet(name)
            day = out.add_format({"num_format": "yyyy-mm-dd"})
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        page.write_formula(number, place, cell[0], None, cell[1])
                    elif isinstance(cell, date):
                        page.write_datetime(number, place, cell, day)
                    elif cell is not None:
                        page.write(number, place, cell)
    return made.getvalue()


def read(*rows, head=HEAD):
    content = book(("登记应约", [head, *rows]))
    return reader.read_pack(content, name="表.xlsx", moves=STEPS)


def test_what_is_written_out_is_read_back_for_every_step():
    for step in STEPS:
        firm = Firm("91110112MA8BBF3369", "北京示例有限公司", "110108-2026-0001", 7)
        content = writer.write_workbook([StepSheet(step, [firm])])
        (sheet,) = sheets.read_sheets(content, name="表")
        header = sheet.rows[2].cells
        assert header[: len(writer.FIXED)] == writer.FIXED
        assert len(set(header)) == len(header), step.name
        assert reader.read_pack(content, name="表", moves=STEPS) == reader.Pack((), 1)


@given(
    st.sampled_from(STEPS),
    st.integers(min_value=0, max_value=99_999_999),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_an_answer_put_into_any_column_comes_back_under_its_key(step, seen, day):
    asked = batches.simple_asks(step, in_sheets=True)
    head = [*writer.FIXED, step.day_label, *(ask.label for ask in asked)]
    row = ["", "北京示例有限公司", "", str(seen), day, *(f"答{n}" for n in range(len(asked)))]

    pack = reader.read_pack(book((step.label[:31], [head, row])), name="表", moves=STEPS)

    (found,) = pack.rows
    assert (found.move, found.name, found.seen) == (step.name, "北京示例有限公司", seen)
    assert found.on == day.isoformat()
    assert found.given == {ask.name: f"答{n}" for n, ask in enumerate(asked)}


def test_choices_stand_by_their_words_and_known_answers_are_filled_in():
    firm = Firm("", "北京示例有限公司", "", 3, {"answer": "agree", "employer_chief": "李经理"})
    content = writer.write_workbook([StepSheet(REPLY, [firm])])

    (sheet,) = sheets.read_sheets(content, name="表")

    cells = dict(zip(sheet.rows[2].cells, sheet.rows[3].cells, strict=True))
    assert cells["答复"] == "同意协商"
    assert cells["企业方首席代表"] == "李经理"
    assert cells["书面答复之日"] is None


def test_a_row_without_its_day_is_not_read_but_counted():
    pack = read(
        ["", "甲公司", "", "3", None, "同意协商"], ["", "乙公司", "", "3", "2026-03-02", ""]
    )

    assert [row.name for row in pack.rows] == ["乙公司"]
    assert pack.unfilled == 1
    assert pack.rows[0].line == "“登记应约”第 3 行"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (("=TODAY()", ""), "文件里没有存下计算结果"),
        (("=1/0", "#DIV/0!"), "公式错误值"),
    ],
)
def test_a_formula_without_a_result_refuses_its_row_with_the_column(cell, words):
    pack = read(
        ["", "甲公司", "", "3", cell, "同意协商"], ["", "乙公司", "", "3", "2026-03-02", ""]
    )

    assert "“书面答复之日”" in pack.rows[0].problem
    assert words in pack.rows[0].problem
    assert pack.rows[1].problem == ""


def test_a_formula_with_a_result_counts_by_it():
    pack = read(["", "甲公司", "", "3", "2026-03-02", ('=CONCATENATE("同意","协商")', "同意协商")])

    assert pack.rows[0].given == {"answer": "同意协商"}


@pytest.mark.parametrize("mark", ["三", "3.5", "-1", "3a", "123456789"])
def test_a_changed_mark_of_the_newest_entry_refuses_its_row(mark):
    pack = read(["", "甲公司", "", mark, "2026-03-02", ""])

    assert "被改动了" in pack.rows[0].problem


def test_a_table_of_ones_own_needs_no_mark():
    pack = read(["甲公司", "2026-03-02"], head=["单位名称", "办理日期"])

    assert (pack.rows[0].seen, pack.rows[0].problem) == (None, "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7", "这是 PDF 文件"),
        (b"PK\x03\x04broken", ""),
        (book(("随便", [["单位名称", "日期"], ["甲", "2026-03-02"]])), "没有认得的步骤表"),
        (book(("登记应约", [["甲", "乙"], ["丙", "丁"]])), "没有找到表头"),
    ],
)
def test_a_wrong_file_is_refused_in_words(content, words):
    with pytest.raises(Unusable) as refused:
        reader.read_pack(content, name="表.xlsx", moves=STEPS)

    assert words in refused.value.refusal.message


def test_the_table_of_one_step_is_found_whatever_its_sheet_is_called():
    content = book(("Sheet1", [["单位名称", "书面答复之日"], ["甲公司", "2026-03-02"]]))

    pack = reader.read_step(content, name="表", move=REPLY)

    assert pack.rows[0].move == "record_reply"


def test_too_many_rows_are_refused():
    rows = [["", f"公司{n}", "", "1", "2026-03-02", ""] for n in range(reader.MOST_ROWS + 1)]

    with pytest.raises(Unusable, match="一次最多导入"):
        read(*rows)


def test_sheets_to_look_things_up_in_are_not_taken_for_steps():
    content = writer.write_workbook(
        [],
        about=["一、说明"],
        tables=[Table("登记资料", ("单位名称", "签字之日"), [("甲", date(2026, 3, 2))])],
    )

    with pytest.raises(Unusable, match="没有认得的步骤表"):
        reader.read_pack(content, name="表", moves=STEPS)


def test_a_list_of_people_fits_into_a_cell_but_not_onto_the_page():
    step = batches.get_step("appoint_representatives")

    assert AskKind.PEOPLE in {ask.kind for ask in batches.simple_asks(step, in_sheets=True)}
    assert step in STEPS
    assert step not in batches.steps_for_many(Role.STREET_STAFF)
