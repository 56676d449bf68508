"""What does a register's file say? Each row as plain fields, or every reason why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bargaining import errors
from bargaining.errors import RowProblem
from bargaining.readers import register_cells, sheet_headers, sheets
from bargaining.readers.cells import Cell, squeezed, text_of
from bargaining.readers.place_names import PlaceBook
from bargaining.readers.sheet_headers import Header
from bargaining.readers.sheets import Row, Sheet
from bargaining.rules import uscc

NAMES: sheet_headers.Names = {
    "统一社会信用代码": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码"),
    "单位名称": ("单位名称", "企业名称", "用人单位名称", "名称"),
    "区": ("区", "所属区", "所在区", "行政区"),
    "街道（乡镇）": ("街道（乡镇）", "街道", "街道乡镇", "街道/乡镇", "乡镇街道", "所属街道"),
    "国民经济行业代码": ("国民经济行业代码", "行业代码", "国民经济行业"),
    "登记注册类型": ("登记注册类型", "注册类型", "企业类型", "经济类型"),
    "职工人数": ("职工人数", "职工总数", "职工数"),
    "女职工数": ("女职工数", "女职工人数"),
    "农民工数": ("农民工数", "农民工人数"),
    "劳务派遣数": ("劳务派遣数", "劳务派遣人数", "派遣工数"),
    "是否建会": ("是否建会", "是否建立工会", "建会情况"),
    "建会形式": ("建会形式", "建会方式"),
    "工会名称": ("工会名称", "所属工会", "联合工会名称"),
    "会员人数": ("会员人数", "工会会员数", "会员数"),
    "工会主席": ("工会主席", "主席", "工会主席姓名"),
    "联系电话": ("联系电话", "电话", "手机", "联系方式"),
    "法定代表人": ("法定代表人", "法人代表", "法定代表人姓名"),
    "注册地": ("注册地", "注册地址", "住所"),
    "经营地": ("经营地", "经营地址", "实际经营地址"),
    "是否正常经营": ("是否正常经营", "经营状态", "正常经营"),
}  # fmt: skip
REQUIRED = ("单位名称", "区", "街道（乡镇）")
WANTED = "需要“单位名称”“区”“街道（乡镇）”三列"

_TOTALS = frozenset({"合计", "总计", "小计"})
_COUNTS = {
    "职工人数": "workers",
    "女职工数": "women",
    "农民工数": "migrants",
    "劳务派遣数": "dispatched",
    "会员人数": "members",
}
_TEXTS = {
    "登记注册类型": ("ownership", 60),
    "工会主席": ("chair_name", 80),
    "法定代表人": ("legal_representative", 80),
    "注册地": ("registered_at", 200),
    "经营地": ("operates_at", 200),
}


@dataclass(frozen=True)
class EnterpriseRow:
    """One readable row (企业名册行).

    `fields` are an enterprise's own, only those whose cell says something; `phone` and
    `union_name` stand apart because they are kept elsewhere.
    """

    row: int
    fields: Mapping[str, object]
    phone: str | None = None
    union_name: str | None = None

    @property
    def code(self) -> str | None:
        """The 统一社会信用代码, None while it is missing (缺码)."""
        code = self.fields.get("code")
        return None if code is None else str(code)

    @property
    def name(self) -> str:
        """The enterprise's name (单位名称)."""
        return str(self.fields["name"])

    @property
    def street_code(self) -> str:
        """The street that it is counted in (统计归属街道)."""
        return str(self.fields["street_code"])

    @property
    def district_code(self) -> str:
        """The district that it is counted in (统计归属区)."""
        return str(self.fields["district_code"])


@dataclass(frozen=True)
class RegisterFile:
    """What a register's file holds (企业名册文件): readable rows, problems, notes, in its order."""

    sheet: Sheet
    header: Header
    read: int
    rows: tuple[EnterpriseRow, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[RowProblem, ...]


@dataclass(frozen=True)
class Reference:
    """The tables that a register's cells are checked against (参考表)."""

    places: PlaceBook
    industries: frozenset[str]
    registration_types: frozenset[str]


@dataclass
class _Reading:
    """One row while it is read: what it says, and everything that is wrong with it."""

    sheet: Sheet
    header: Header
    row: Row
    reference: Reference
    fields: dict[str, object] = field(default_factory=dict)
    phone: str | None = None
    union_name: str | None = None
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    def cell(self, column: str) -> Cell:
        place = self.header.columns.get(column)
        return None if place is None else self.sheet.at(self.row.number, place)

    def text(self, column: str) -> str:
        return text_of(self.cell(column))

    def refuse(self, column: str, reason: str) -> None:
        value = "" if column == "联系电话" else self.text(column)
        self.problems.append(RowProblem(self.row.number, column, reason, value))

    def note(self, column: str, reason: str) -> None:
        self.notes.append(RowProblem(self.row.number, column, reason))


def read_register(content: bytes, *, name: str, reference: Reference) -> RegisterFile:
    """Read an enterprise register (读取企业名册); every problem of every row is named.

    Raises Unusable where the file is no table or has no such header.
    """
    sheet, header = sheet_headers.find_table(
        sheets.read_sheets(content, name=name), names=NAMES, required=REQUIRED, wanted=WANTED
    )
    refuse_doubled(header)
    readings = [_read_row(sheet, header, row, reference) for row in data_rows(sheet, header=header)]
    _refuse_doubles(readings)
    return RegisterFile(
        sheet=sheet,
        header=header,
        read=len(readings),
        rows=tuple(
            EnterpriseRow(each.row.number, each.fields, each.phone, each.union_name)
            for each in readings
            if not each.problems
        ),
        problems=tuple(problem for each in readings for problem in each.problems),
        notes=tuple(note for each in readings if not each.problems for note in each.notes),
    )


def refuse_doubled(header: Header) -> None:
    """Refuse a header with two columns of one name: nobody can tell which is meant (重复列)."""
    for column, places in header.doubled.items():
        title = sheet_headers.name_of(header.titles[header.columns[column]])
        if any(sheet_headers.name_of(header.titles[place]) == title for place in places):
            raise errors.Unusable(
                f"表头里有两列都叫“{column}”，请删去或改名其中一列后再上传。", field="file"
            )


def data_rows(sheet: Sheet, *, header: Header) -> Iterable[Row]:
    """Yield the lines below a header that are neither empty nor totals (数据行)."""
    for row in sheet.rows[header.last_row :]:
        said = [text_of(cell) for cell in row.cells if cell is not None]
        flawed = any(number == row.number for number, _column in sheet.flaws)
        if (said and squeezed(said[0]) not in _TOTALS) or (flawed and not said):
            yield row


def _read_row(sheet: Sheet, header: Header, row: Row, reference: Reference) -> _Reading:
    reading = _Reading(sheet, header, row, reference)
    for column in NAMES:
        place = header.columns.get(column)
        flaw = None if place is None else sheet.flaw_words(row.number, place)
        if flaw is not None:
            reading.refuse(column, f"{column}{flaw}")
    flawed = {problem.column for problem in reading.problems}
    for columns, read in _READERS:
        if not flawed & set(columns):
            read(reading)
    return reading


def _read_code(reading: _Reading) -> None:
    code = uscc.normalised(reading.text("统一社会信用代码"))
    if not code:
        reading.note("统一社会信用代码", "缺码：可先登记，报送前须补上统一社会信用代码")
        return
    reason = uscc.why_wrong(code)
    if reason is None:
        reading.fields["code"] = code
    else:
        reading.refuse("统一社会信用代码", reason)


def _read_name(reading: _Reading) -> None:
    name = register_cells.company_name(reading.text("单位名称"))
    if not name:
        reading.refuse("单位名称", "没有填单位名称")
    elif len(name) > 120:
        reading.refuse("单位名称", "单位名称过长（最多 120 字）")
    else:
        reading.fields["name"] = name


def _read_place(reading: _Reading) -> None:
    book = reading.reference.places
    missing = [column for column in ("区", "街道（乡镇）") if not reading.text(column)]
    for column in missing:
        reading.refuse(column, f"没有填{column}")
    if "区" in missing:
        return
    try:
        district = book.find_district(reading.text("区")).place
    except ValueError as problem:
        reading.refuse("区", str(problem))
        return
    if missing:
        return
    try:
        street = book.find_street(reading.text("街道（乡镇）"), district=district)
    except ValueError as problem:
        reading.refuse("街道（乡镇）", str(problem))
        return
    reading.fields["district_code"] = street.district_code
    reading.fields["street_code"] = street.place.code
    if street.note:
        reading.note("街道（乡镇）", street.note)


def _read_industry(reading: _Reading) -> None:
    cell = reading.cell("国民经济行业代码")
    try:
        code, note = register_cells.industry_code(cell, known=reading.reference.industries)
    except ValueError as problem:
        reading.refuse("国民经济行业代码", str(problem))
        return
    if code:
        reading.fields["industry_code"] = code
    if note:
        reading.note("国民经济行业代码", note)


def _read_counts(reading: _Reading) -> None:
    for column, name in _COUNTS.items():
        try:
            counted = register_cells.head_count(reading.sheet, reading.header, reading.row, column)
        except ValueError as problem:
            reading.refuse(column, f"{column}“{reading.text(column)}”{problem}")
            continue
        if counted is not None:
            reading.fields[name] = counted
    workers, women = reading.fields.get("workers"), reading.fields.get("women")
    if isinstance(workers, int) and isinstance(women, int) and women > workers:
        reading.refuse("女职工数", f"女职工数 {women} 多于职工人数 {workers}，请核对")


def _read_texts(reading: _Reading) -> None:
    for column, (name, longest) in _TEXTS.items():
        text = register_cells.words(reading.text(column))
        if len(text) > longest:
            reading.refuse(column, f"{column}过长（最多 {longest} 字）")
        elif text:
            reading.fields[name] = text
    ownership = reading.fields.get("ownership")
    if ownership and ownership not in reading.reference.registration_types:
        reading.note("登记注册类型", f"登记注册类型“{ownership}”不在标准分类里，按原文登记")


def _read_union(reading: _Reading) -> None:
    _read_answer(reading, "是否建会", name="unionised", read=register_cells.is_unionised)
    try:
        form = register_cells.union_form(reading.text("建会形式"))
    except ValueError as problem:
        reading.refuse("建会形式", str(problem))
        return
    name = register_cells.company_name(reading.text("工会名称"))
    if len(name) > 120:
        reading.refuse("工会名称", "工会名称过长（最多 120 字）")
        return
    if reading.fields.get("unionised") is False:
        reading.fields["union_form"] = ""
        if form or name:
            reading.note("建会形式", "“是否建会”填“否”，建会形式、工会名称未登记")
        return
    reading.union_name = name or None
    if form:
        reading.fields["union_form"] = form


def _read_operating(reading: _Reading) -> None:
    _read_answer(reading, "是否正常经营", name="operating", read=register_cells.is_operating)
    match reading.fields.get("operating"):
        case False:
            said = register_cells.words(reading.text("是否正常经营"))
            reading.fields["operating_ground"] = f"名册填“{said}”"
        case True:
            reading.fields["operating_ground"] = ""
        case _:
            pass


def _read_answer(
    reading: _Reading, column: str, *, name: str, read: Callable[[str], bool | None]
) -> None:
    try:
        answer = read(reading.text(column))
    except ValueError as problem:
        reading.refuse(column, f"{column}“{reading.text(column)}”{problem}")
        return
    if answer is not None:
        reading.fields[name] = answer


def _read_phone(reading: _Reading) -> None:
    try:
        reading.phone = register_cells.phone(reading.text("联系电话"))
    except ValueError as problem:
        reading.note("联系电话", str(problem))


_READERS: Sequence[tuple[tuple[str, ...], Callable[[_Reading], None]]] = (
    (("统一社会信用代码",), _read_code),
    (("单位名称",), _read_name),
    (("区", "街道（乡镇）"), _read_place),
    (("国民经济行业代码",), _read_industry),
    (tuple(_COUNTS), _read_counts),
    (tuple(_TEXTS), _read_texts),
    (("是否建会", "建会形式", "工会名称"), _read_union),
    (("联系电话",), _read_phone),
    (("是否正常经营",), _read_operating),
)


def _refuse_doubles(readings: Sequence[_Reading]) -> None:
    """Refuse the second row of a code, and a row without code beside its like-named one."""
    by_code: dict[object, int] = {}
    by_name: defaultdict[tuple[object, object], list[_Reading]] = defaultdict(list)
    for each in readings:
        code = each.fields.get("code")
        if code is not None and by_code.setdefault(code, each.row.number) != each.row.number:
            each.refuse("统一社会信用代码", f"与第 {by_code[code]} 行的统一社会信用代码相同")
        name, street = each.fields.get("name"), each.fields.get("street_code")
        if name and street:
            by_name[name, street].append(each)
    for alike in by_name.values():
        kept = next((each for each in alike if "code" in each.fields), alike[0])
        for each in alike:
            if each is not kept and not each.text("统一社会信用代码"):
                each.refuse(
                    "单位名称", f"与第 {kept.row.number} 行同名同街道，疑为同一企业，请补代码或删去"
                )
