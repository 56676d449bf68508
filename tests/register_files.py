"""Registers and ledgers made for a test: rows with lawful cells, and codes with right digits."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from bargaining.readers import tables
from bargaining.readers.place_names import PlaceBook
from bargaining.readers.registers import Reference
from bargaining.rules import uscc

SAMPLES = Path(__file__).parent / "samples"
ROW = {
    "统一社会信用代码": "",
    "单位名称": "北京示例餐饮有限公司",
    "区": "海淀区",
    "街道（乡镇）": "中关村街道",
    "国民经济行业代码": "6210",
    "登记注册类型": "私营有限责任公司",
    "职工人数": "50",
    "女职工数": "20",
    "农民工数": "5",
    "劳务派遣数": "0",
    "是否建会": "是",
    "建会形式": "单独",
    "会员人数": "40",
    "工会主席": "王明",
    "联系电话": "010-62000001",
    "法定代表人": "李刚",
    "是否正常经营": "是",
}


def code(number: int) -> str:
    """Make the code of the n-th enterprise, with both digits right."""
    body = f"MA{number:06d}"
    front = f"91110108{body}{uscc.organisation_check_digit(body)}"
    return front + uscc.check_digit(front)


def enterprise(number: int = 1, **cells: str) -> dict[str, str]:
    """Make one row; keyword cells replace the lawful ones."""
    return {
        **ROW,
        "统一社会信用代码": code(number),
        "单位名称": f"北京示例餐饮有限公司{number}",
        **cells,
    }


def register_csv(*rows: Mapping[str, str], encoding: str = "utf-8") -> bytes:
    """Write rows as a csv file with the header of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def reference() -> Reference:
    """Return the shipped reference tables."""
    return Reference(
        places=PlaceBook(tables.read_places()),
        industries=frozenset(row.code for row in tables.read_industries() if row.level != "门类"),
        registration_types=frozenset(row.name for row in tables.read_registration_types()),
    )
