"""The user's own table back, with what became of every row."""

from __future__ import annotations

import io
import zipfile

import pytest

from bargaining.readers import registers, returned_files, sheet_headers, sheets
from tests import register_files
from tests.readers import workbooks

REFERENCE = register_files.reference()


def returned(content: bytes, reasons: dict[int, str]) -> tuple[sheets.Sheet, bytes]:
    sheet = sheets.read_sheet(content, name="名册")
    header = sheet_headers.find_header(sheet, names=registers.NAMES, required=registers.REQUIRED)
    assert header is not None
    made = returned_files.write_returned_file(sheet, header=header, reasons=reasons)
    return sheets.read_sheet(made, name="导入结果.xlsx"), made


def test_every_line_keeps_its_place_and_its_cells():
    rows = [
        ["2026 年名册"],
        ["单位名称", "区", "街道"],
        ["甲", "海淀", 5],
        [None],
        ["乙", None, 1.5],
    ]

    sheet, _made = returned(workbooks.xlsx(rows), {3: "无变化", 5: "未导入：没有填区"})

    assert [row.cells for row in sheet.rows] == [
        ("2026 年名册", None, None, None),
        ("单位名称", "区", "街道", "导入结果"),
        ("甲", "海淀", 5, "无变化"),
        (None,) * 4,
        ("乙", None, sheet.own(5, 2), "未导入：没有填区"),
    ]
    assert str(sheet.own(5, 2)) == "1.5"


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "{=1}"])
def test_no_text_becomes_a_formula_or_a_link(evil):
    head = ["单位名称", "区", "街道"]

    sheet, made = returned(workbooks.xlsx([head, [evil, "海淀", "上地"]]), {2: evil})

    assert sheet.own(2, 0) == sheet.own(2, 3) == evil
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_a_code_typed_as_text_stays_text_and_a_long_number_keeps_its_digits():
    head = ["单位名称", "区", "街道", "电话", "行业代码"]
    content = register_files.register_csv(
        dict(zip(head, ["甲", "海淀", "上地", "13800138000", "0111"], strict=True))
    )

    sheet, _made = returned(content, {})

    assert (sheet.own(2, 3), sheet.own(2, 4)) == ("13800138000", "0111")


def test_the_result_of_an_earlier_round_is_written_over():
    rows = [["导入结果", "单位名称", "区", "街道"], ["未导入：旧的", "甲", "海淀", "上地"]]

    sheet, _made = returned(workbooks.xlsx(rows), {2: "已导入：新增"})

    assert sheet.rows[0].cells == ("导入结果", "单位名称", "区", "街道")
    assert sheet.rows[1].cells == ("已导入：新增", "甲", "海淀", "上地")


def test_a_returned_file_can_be_corrected_and_sent_again():
    content = (register_files.SAMPLES / "enterprises_with_errors.csv").read_bytes()
    _sheet, made = returned(content, {3: "未导入"})

    again = registers.read_register(made, name="导入结果.xlsx", reference=REFERENCE)

    assert (again.read, len(again.rows)) == (12, 4)
