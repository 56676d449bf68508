"""What does a spreadsheet package hold that the reading library would not tell or not survive?"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bargaining import errors
from bargaining.readers import sheet_ods, sheet_xlsx
from bargaining.readers.sheet_scans import Scan, broken

MAX_UNPACKED = 150 * 1024 * 1024
MAX_ENTRIES = 2_000

Kind = Literal["xlsx", "ods"]


@dataclass(frozen=True)
class Package:
    """A spreadsheet package, checked, and packed anew with its XML parts only (表格包)."""

    kind: Kind
    content: bytes
    scans: Mapping[str, Scan]


def open_package(content: bytes) -> Package:
    """Check a zip file and read what its sheets' XML says beyond the values.

    Everything is unpacked here under a limit and packed again, so that the reading library never
    meets an archive whose lists and contents disagree.
    """
    parts = _unpack(content)
    kind = _kind(parts)
    scans = sheet_xlsx.scan_xlsx(parts) if kind == "xlsx" else sheet_ods.scan_ods(parts)
    return Package(kind=kind, content=_pack(parts), scans=scans)


def _unpack(content: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise _bomb()
            for entry in entries:
                if not entry.filename.endswith((".xml", ".rels", ".bin", "mimetype")):
                    continue
                if entry.flag_bits & 0x1:
                    raise errors.Unusable("文件设有密码，请去掉密码后再上传。", field="file")
                with archive.open(entry) as part:
                    unpacked = part.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise _bomb()
                parts[entry.filename] = unpacked
    except _UNPACKING as problem:
        raise broken() from problem
    return parts


# All that the standard library raises over an archive that does not hold together.
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def _bomb() -> errors.Unusable:
    return errors.Unusable(
        f"文件解压后超过 {MAX_UNPACKED // 1024 // 1024} MB，系统不予读取；"
        "请只保留需要的工作表，另存为新文件后再上传。",
        field="file",
    )


def _pack(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda part: (part != "mimetype", part)):
            archive.writestr(zipfile.ZipInfo(name), parts[name])
    return packed.getvalue()


def _kind(parts: Mapping[str, bytes]) -> Kind:
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "content.xml" in parts and b"opendocument.spreadsheet" in parts.get("mimetype", b""):
        return "ods"
    if "xl/workbook.bin" in parts:
        raise errors.Unusable("暂不能读 xlsb 文件，请另存为 xlsx 后再上传。", field="file")
    if any(name.startswith("word/") for name in parts):
        raise errors.Unusable(
            "这是 Word 文件，不是表格，请上传 xlsx、xls、ods 或 csv。", field="file"
        )
    raise errors.Unusable("这是压缩包，不是表格，请上传 xlsx、xls、ods 或 csv。", field="file")
