"""Is every spreadsheet read as it stands, and everything else refused in words?"""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import sheets
from tests.readers.workbooks import changed, csv, ods, ods_cell, ods_row, xlsx, zipped

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parents[1] / "samples"
EMPTY_RESULT = b"\x03\x00\x00\x00\x00\x00\xff\xff"
SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> sheets.Sheet:
    return sheets.read_sheet(content, name="文件.xlsx")


def values(sheet: sheets.Sheet) -> list[tuple]:
    return [row.cells for row in sheet.rows]


def refusal(content: bytes) -> str:
    with pytest.raises(errors.Unusable) as refused:
        sheets.read_sheets(content, name="文件.xlsx")
    message = str(refused.value)
    assert message.endswith("。")
    return message


class TestKinds:
    def test_numbers_days_and_truths_come_as_plain_values(self):
        [row] = values(read(xlsx([["文字", 1.5, 2, True, date(2026, 1, 2), "  "]])))

        assert row == ("文字", Decimal("1.5"), Decimal(2), True, date(2026, 1, 2), None)

    def test_a_moment_keeps_its_hour_as_text(self):
        timed = changed(xlsx([[date(2026, 1, 2)]]), SHEET, "<v>46024</v>", "<v>46024.25</v>")

        assert values(read(timed)) == [("2026-01-02 06:00:00",)]

    def test_outside_the_sheet_there_is_nothing(self):
        sheet = read(xlsx([["a"]]))

        places = [(0, 0), (1, 0), (2, 0), (1, 1), (1, -1)]
        assert [sheet.own(*place) for place in places] == [None, "a", None, None, None]

    def test_row_numbers_are_the_sheets_own(self):
        sheet = read(xlsx([[None], [None, "岗位"], [], [None, "保洁"]]))

        assert [(row.number, row.is_empty) for row in sheet.rows] == [
            (1, True),
            (2, False),
            (3, True),
            (4, False),
        ]
        assert sheet.at(4, 1) == "保洁"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_csv_is_read_in_the_encodings_of_our_users(self, encoding):
        sheet = read(csv("岗位,人数", "𠮷祥保洁,２", encoding=encoding))

        assert values(sheet) == [("岗位", "人数"), ("𠮷祥保洁", "２")]

    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_csv_tells_its_separator(self, delimiter):
        sheet = read(csv("某公司 工资表", delimiter.join(("岗位", "人数")), encoding="utf-8"))

        assert values(sheet) == [("某公司 工资表", None), ("岗位", "人数")]

    def test_a_csv_line_counts_as_the_spreadsheet_program_counts_it(self):
        sheet = read(csv("岗位,备注", "", '保洁,"两\n行"', "门卫,"))

        assert (sheet.rows[2].cells, sheet.rows[3].number) == (("保洁", "两\n行"), 4)

    def test_the_name_of_a_file_does_not_decide(self):
        content = (SAMPLES / "wages_property_2023.xls").read_bytes()

        assert sheets.read_sheet(content, name="看起来是.csv").at(1, 0) == "岗位"

    def test_hidden_rows_count_and_hidden_sheets_do_not(self):
        book = xlsx([["第一"], ["藏"]], [["第二"]], hidden_rows=[1])
        hidden = changed(book, "xl/workbook.xml", 'sheetId="2"', 'sheetId="2" state="hidden"')

        [sheet] = sheets.read_sheets(hidden, name="a")

        assert values(sheet) == [("第一",), ("藏",)]

    def test_empty_sheets_are_passed_over(self):
        assert read(xlsx([], [["有"]])).title == "表2"


class TestMerged:
    def test_a_merged_cell_of_xlsx_repeats_and_is_told(self):
        sheet = read(xlsx([["岗位", "人数"], ["木工", 1], [None, 2]], merged=[(1, 0, 2, 0)]))

        assert (sheet.own(3, 0), sheet.at(3, 0)) == (None, "木工")
        assert sheet.span_at(3, 0).first_row == 2
        assert sheet.span_at(3, 1) is None

    def test_a_merged_cell_of_xls_repeats(self):
        sheet = read((FILES / "merged_and_unreckoned.xls").read_bytes())

        assert (sheet.own(4, 0), sheet.at(4, 0)) == (None, "木工")

    def test_a_merged_cell_of_ods_repeats_below_repeated_rows(self):
        covered = "<table:covered-table-cell/>"
        sheet = read(
            ods(
                ods_row(ods_cell("标题")),
                ods_row(ods_cell(), times=3),
                ods_row(ods_cell("木工", 'table:number-rows-spanned="2"'), ods_cell(1)),
                ods_row(covered, ods_cell(2)),
                ods_row(ods_cell("重复"), times=2),
                ods_row(ods_cell(attributes='table:number-columns-repeated="16384"'), times=999999),
            )
        )

        assert (sheet.at(5, 0), sheet.at(6, 0), sheet.at(6, 1)) == ("木工", "木工", Decimal(2))
        assert [sheet.at(7, 0), sheet.at(8, 0), len(sheet.rows)] == ["重复", "重复", 8]


class TestFormulas:
    def test_a_stored_result_counts(self):
        assert read(xlsx([["a", ("=1+1", 2)]])).at(1, 1) == Decimal(2)

    @pytest.mark.parametrize("stored", ["<v></v>", "<v/>", ""])
    def test_a_formula_of_xlsx_without_a_result_is_told(self, stored):
        book = changed(xlsx([["a", ("=1+1", 2)]]), SHEET, "<v>2</v>", stored)

        sheet = read(book)

        assert sheet.flaws == {(1, 1): "unstored"}
        assert "没有存下计算结果" in sheet.flaw_words(1, 1)

    def test_a_nought_stored_by_a_program_that_did_not_reckon_is_no_result(self):
        book = xlsx([["a", ("=1+1", 0)]])
        reckoned = changed(book, "xl/workbook.xml", ' fullCalcOnLoad="1"', "")

        assert read(book).flaws == {(1, 1): "unstored"}
        assert read(reckoned).at(1, 1) == Decimal(0)
        assert not read(reckoned).flaws

    def test_an_empty_text_is_a_result(self):
        stored = changed(
            xlsx([["a", ("=1+1", 2)]]), SHEET, '<c r="B1"><f>1+1</f><v>2</v>',
            '<c r="B1" t="str"><f>""</f><v></v>',
        )  # fmt: skip

        assert not read(stored).flaws

    def test_an_error_value_is_told_not_taken_for_empty(self):
        assert read(xlsx([["a", ("=1/0", "#DIV/0!")]])).flaws == {(1, 1): "error"}

    def test_formulas_of_ods_are_told_alike(self):
        unstored = '<table:table-cell table:formula="of:=1+1"/>'
        wrong = (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
            'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        )

        sheet = read(ods(ods_row(ods_cell("a"), unstored, wrong, ods_cell(3, 'table:formula="x"'))))

        assert sheet.flaws == {(1, 1): "unstored", (1, 2): "error"}
        assert sheet.at(1, 3) == Decimal(3)

    def test_formulas_of_xls_without_a_result_are_told(self):
        sheet = read((FILES / "merged_and_unreckoned.xls").read_bytes())

        assert sheet.flaws == {(4, 3): "unstored", (5, 3): "unstored"}

    @pytest.mark.parametrize(
        ("result", "flaw", "value"),
        [
            (struct.pack("<d", 2540), None, Decimal(2540)),
            (b"\x03" + struct.pack("<d", 2540)[1:], None, Decimal("2540.0000000000014")),
            (b"\x02\x00\x07\x00\x00\x00\xff\xff", "error", None),
        ],
    )
    def test_results_of_xls_are_told_from_errors(self, result, flaw, value):
        content = (FILES / "merged_and_unreckoned.xls").read_bytes()

        sheet = read(content.replace(EMPTY_RESULT, result, 1))

        assert (sheet.flaws.get((4, 3)), sheet.at(4, 3)) == (flaw, value)

    def test_an_empty_text_reckoned_by_an_office_program_is_a_result(self):
        content = bytearray((FILES / "merged_and_unreckoned.xls").read_bytes())
        name = "\x05SummaryInformation".encode("utf-16-le")
        entry = content.index("Workbook".encode("utf-16-le")) + 128
        content[entry : entry + 67] = name.ljust(64, b"\0") + struct.pack("<HB", len(name) + 2, 2)

        assert not read(bytes(content)).flaws


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "是空文件"),
            (b"%PDF-1.7 ...", "这是 PDF 文件"),
            (b"\x89PNG\r\n", "这是图片"),
            (b"Rar!\x1a\x07", "这是压缩包"),
            (zipped({"a.txt": b"a"}), "这是压缩包"),
            (zipped({"word/document.xml": b"<a/>"}), "这是 Word 文件"),
            (zipped({"content.xml": b"<a/>", "mimetype": b"opendocument.text"}), "这是压缩包"),
            (zipped({"xl/workbook.bin": b"a"}), "xlsb"),
            (b"PK\x03\x04 not a zip at all", "已损坏"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "已损坏"),
            ("<html><table><tr><td>岗位</td></tr></table></html>".encode(), "网页"),
            ("岗位,人数\n\x00\x01".encode(), "不是系统能读的表格"),
            (b"\xff\xfe\xff\xff\x80", "不是系统能读的表格"),
            ('岗位,人数\n"保洁,1\n'.encode(), "引号不成对"),
            (xlsx([]), "没有内容"),
            (b"\n\n,,\n", "没有内容"),
        ],
    )  # fmt: skip
    def test_what_is_no_table_is_named_for_what_it_is(self, content, words):
        assert words in refusal(content)

    def test_a_cut_file_is_broken(self):
        whole = xlsx([["岗位"], ["保洁"]])

        for share in (0.3, 0.7, 0.95):
            assert "已损坏" in refusal(whole[: int(len(whole) * share)])

    def test_a_cut_old_file_is_broken(self):
        whole = (SAMPLES / "wages_property_2023.xls").read_bytes()

        assert "已损坏" in refusal(whole[:2000])

    def test_a_zip_bomb_is_not_unpacked(self, monkeypatch):
        monkeypatch.setattr(sheets.sheet_packages, "MAX_UNPACKED", 3 * 1024 * 1024)
        bomb = zipped({"xl/workbook.xml": b" " * (3 * 1024 * 1024 + 1)})

        assert len(bomb) < 10_000
        assert "解压后超过" in refusal(bomb)

    def test_limits_are_the_last_that_is_allowed(self, monkeypatch):
        book = xlsx([["岗位", "人数"], ["保洁", 1]])
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            entries = archive.infolist()
        limits = {
            "MAX_UNPACKED": sum(entry.file_size for entry in entries),
            "MAX_ENTRIES": len(entries),
            "MAX_ROWS": 2,
            "MAX_COLUMNS": 2,
            "MAX_CELLS": 4,
        }
        rooms = {
            name: sheets.sheet_packages if "PACK" in name or "ENT" in name else sheets.sheet_scans
            for name in limits
        }
        for name, limit in limits.items():
            monkeypatch.setattr(rooms[name], name, limit)
        monkeypatch.setattr(sheets, "MAX_BYTES", len(book))

        assert len(read(book).rows) == 2
        for name, limit in limits.items():
            monkeypatch.setattr(rooms[name], name, limit - 1)
            assert refusal(book)
            monkeypatch.setattr(rooms[name], name, limit)
        monkeypatch.setattr(sheets, "MAX_BYTES", len(book) - 1)
        assert "文件超过" in refusal(book)

    def test_more_merged_ranges_than_anybody_makes_are_refused(self, monkeypatch):
        book = xlsx([["a", "b"], [None, None, "c"]], merged=[(0, 0, 1, 0), (0, 1, 1, 1)])

        monkeypatch.setattr(sheets, "MAX_SPANS", 2)
        assert read(book).at(2, 1) == "b"
        monkeypatch.setattr(sheets, "MAX_SPANS", 1)
        assert "已损坏" in refusal(book)

    def test_an_archive_of_many_entries_is_refused(self, monkeypatch):
        monkeypatch.setattr(sheets.sheet_packages, "MAX_ENTRIES", 3)

        assert "解压后超过" in refusal(zipped({f"{name}.xml": b"" for name in range(4)}))

    def test_one_cell_far_away_does_not_fill_the_memory(self):
        far = changed(xlsx([["岗位"]]), SHEET, 'r="A1"', 'r="XFD1"')
        deep = changed(xlsx([["岗位"]]), SHEET, '<row r="1"', '<row r="1048576"')

        assert "超出系统能读的范围" in refusal(far)
        assert "超出系统能读的范围" in refusal(deep)

    def test_one_repeated_cell_of_ods_does_not_fill_the_memory(self):
        assert "超出系统能读的范围" in refusal(ods(ods_row(ods_cell("保洁"), times=1_048_576)))

    def test_formatted_but_empty_cells_far_away_do_no_harm(self):
        styled = changed(
            xlsx([["岗位"]]),
            SHEET,
            "</row>",
            '</row><row r="1048576"><c r="A1048576" s="0"/></row>',
        )

        assert len(read(styled).rows) == 1

    def test_a_document_type_is_refused_before_it_can_expand(self):
        entity = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><worksheet '

        assert "已损坏" in refusal(changed(xlsx([["a"]]), SHEET, "<worksheet ", entity))

    def test_a_file_over_the_limit_is_not_opened(self, monkeypatch):
        monkeypatch.setattr(sheets, "MAX_BYTES", 10)

        assert "文件超过" in refusal(b"a,b\n" * 10)

    def test_a_locked_package_is_named_so(self):
        content = bytearray(zipped({"xl/workbook.xml": b"<a/>"}))
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = content.index(mark) + place
            flags = struct.unpack_from("<H", content, start)[0]
            struct.pack_into("<H", content, start, flags | 1)

        assert "设有密码" in refusal(bytes(content))

    @settings(deadline=None)  # a damaged number may ask for all the rows that are allowed
    @given(st.integers(0, 5631), st.binary(min_size=1, max_size=4))
    @example(44, b"\xff\xff\xff\xff")
    @example(48, b"\xff\xff")
    def test_a_damaged_old_file_is_read_or_refused_but_never_ends_the_program(self, place, noise):
        content = bytearray((SAMPLES / "wages_property_2023.xls").read_bytes())
        content[place : place + len(noise)] = noise

        with contextlib.suppress(errors.Unusable):
            assert sheets.read_sheets(bytes(content), name="a")
