"""Work that goes out to be filled in elsewhere, and comes in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import batch_steps, papers
from bargaining.actions.batch_steps import Wish
from bargaining.documents import offline_packs
from bargaining.documents.offline_packs import Firm, StepSheet, Table
from bargaining.errors import NotVisible
from bargaining.models.enterprise import Enterprise
from bargaining.queries import batches as batch_queries
from bargaining.queries import known as known_queries
from bargaining.queries.batches import Standing
from bargaining.readers.offline_packs import PackRow
from bargaining.rules import asks, batches, events, moves, next_steps
from bargaining.rules import facts as case_facts
from bargaining.rules.asks import AskKind
from bargaining.rules.events import Event
from bargaining.rules.move import Move
from bargaining.rules.roles import Actor, Sight, sight

NOT_FOUND = "您的范围内没有这一家，请核对代码和名称。"
MISMATCH = "代码与单位名称不是同一家，请核对。"
SAME_NAME = "有几家同名，请填写统一社会信用代码。"


@dataclass(frozen=True)
class Refused:
    """One row of a file that is not taken (退回的行); it names nobody the sender may not see."""

    line: str
    name: str
    reason: str


# ── in again ─────────────────────────────────────────────────────────────────────────────────


def wishes_of(
    session: Session, rows: Sequence[PackRow], *, actor: Actor, today: date
) -> tuple[list[Wish], list[Refused]]:
    """Turn the rows of a file into rows to be recorded (对应企业), and say which cannot be.

    An enterprise is found by its code, else by its name, among those the actor sees; of another
    office's nothing is said but that it is not there.
    """
    firms = batch_queries.find_firms(
        session,
        codes={row.code for row in rows if row.code},
        names={row.name for row in rows if row.name},
        actor=actor,
        today=today,
    )
    wishes: list[Wish] = []
    refused: list[Refused] = []
    for row in rows:
        enterprise, problem = _firm_of(row, firms)
        day = asks.parse_day(row.on)
        if not problem and day is None:
            label = batches.get_step(row.move).day_label
            problem = f"{label}应为日期，例如 2026-03-01，表里写的是“{row.on}”。"
        if problem or enterprise is None or day is None:
            name = enterprise.name if enterprise else ""
            refused.append(Refused(row.line, name, problem))
            continue
        wishes.append(
            Wish(enterprise.id, row.move, day, row.given, seen_sequence=row.seen, line=row.line)
        )
    return wishes, refused


def _firm_of(row: PackRow, firms: Iterable[Enterprise]) -> tuple[Enterprise | None, str]:
    by_code = [one for one in firms if row.code and one.code == row.code]
    by_name = [one for one in firms if row.name and one.name == row.name]
    if row.code:
        if not by_code:
            return None, NOT_FOUND
        if row.name and row.name != by_code[0].name:
            return by_code[0], row.problem or MISMATCH
        return by_code[0], row.problem
    if not by_name:
        return None, NOT_FOUND
    if len(by_name) > 1:
        return None, SAME_NAME
    return by_name[0], row.problem


# ── out ──────────────────────────────────────────────────────────────────────────────────────


def known_answers(
    standing: Standing, move: Move, *, actor: Actor, today: date
) -> dict[str, known_queries.Known]:
    """Fill a step in with what is known of an enterprise already (带出已知内容).

    Only for those who see its cases in full; lists of people stay out, they are no simple answer.
    """
    if sight(actor, agreed_to_help=standing.agreed) is not Sight.FULL:
        return {}
    facts = standing.facts
    if facts is None or batch_steps.opening(standing, move, today=today) is not None:
        opening = {"year": today.year, "place": standing.enterprise.district_code}
        facts = case_facts.fold([Event(1, events.OPEN, today, opening)])
    found = known_queries.known_of(standing.enterprise, facts, standing.last, move.name)
    return {
        key: known_queries.Known(_words(one.value), one.source)
        for key, one in found.items()
        if not isinstance(one.value, list)
    }


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def step_sheet(
    standings: Iterable[Standing], move: Move, *, actor: Actor, today: date
) -> StepSheet:
    """Make one step's sheet for those to whom it is open (步骤表), filled in as far as known."""
    firms, known_here = [], list(standings)
    if known_here:
        move = moves.at(move, known_here[0].enterprise.district_code)
    for one in known_here:
        if batch_steps.why_not(one, move, actor=actor, today=today):
            continue
        known = known_answers(one, move, actor=actor, today=today)
        simple = {
            ask.name for ask in batches.simple_asks(move, in_sheets=True)
            if ask.kind is not AskKind.PEOPLE
        }  # fmt: skip
        answers = {key: said.value for key, said in known.items() if key in simple}
        firms.append(
            Firm(
                code=one.enterprise.code or "",
                name=one.enterprise.name,
                number=one.case.number if one.case else "",
                seen_sequence=one.case.last_sequence if one.case else 0,
                answers=answers,
            )
        )
    return StepSheet(move, firms)


def step_table(
    session: Session, enterprise_ids: Sequence[int], step: str, *, actor: Actor, today: date
) -> bytes:
    """Write the table of one step for many enterprises (一步多家表)."""
    found = batch_queries.standings(
        session, enterprise_ids, actor=actor, today=today, with_last=True
    )
    ordered = [found[one] for one in enterprise_ids if one in found]
    sheet = step_sheet(ordered, batches.get_step(step), actor=actor, today=today)
    return offline_packs.write_workbook([sheet])


def pack(
    session: Session,
    enterprise_ids: Sequence[int],
    *,
    with_papers: bool,
    making: Callable[[Standing], papers.Making],
    actor: Actor,
    at: datetime,
    today: date,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> bytes:
    """Pack what a street takes out for some enterprises (离线包): a workbook and the next papers.

    Raises NotVisible where none of them is the actor's.
    """
    found = batch_queries.standings(
        session, enterprise_ids, actor=actor, today=today, with_last=True
    )
    ordered = [found[one] for one in enterprise_ids if one in found]
    if not ordered:
        raise NotVisible("pack")
    sheets = [
        sheet
        for move in _steps_of(ordered, actor=actor, today=today)
        if (sheet := step_sheet(ordered, move, actor=actor, today=today)).firms
    ]
    workbook = offline_packs.write_workbook(
        sheets, about=ABOUT, tables=[_register(ordered), _contracts(ordered, actor=actor)]
    )
    files = [("离线办理表.xlsx", workbook)]
    if with_papers:
        for count, one in enumerate(ordered, start=1):
            files += _papers(session, one, making(one), actor=actor, today=today)
            tell(count, len(ordered))
    audit.record(
        session,
        at=at,
        actor=actor,
        event="pack.out",
        subject=f"pack:{at:%Y%m%d%H%M%S}",
        detail={"enterprises": sorted(one.enterprise.id for one in ordered)},
    )
    return offline_packs.zip_files(files)


ABOUT = (
    "一、每张工作表是一步，表名就是步骤名，请不要改表名和表头。",
    "二、黄色的列由您填写；日期空着的行不读，所以没有办的不用删。",
    "三、有下拉的请从下拉中选；代表名单一格一家，一人一行：姓名，职工方或企业方，职务，首席，外聘。",
    "四、“截至登记”请勿改动：您带出去之后如果有人先登记了一步，导入时这一行会退回并说明原因。",
    "五、回来后在“离线包”页面上传这张表，先试读，逐行说明能不能登记，确认后才登记。",
    "六、扫描件和照片在导入时一起上传，文件名里写上单位名称、代码或案号。",
)


def _steps_of(standings: Iterable[Standing], *, actor: Actor, today: date) -> list[Move]:
    """The steps the enterprises stand before, in the order of the procedure, and contacts."""
    wanted = {"record_contact"}
    for one in standings:
        if one.facts is None or one.is_over:
            wanted.add("prepare_proposal")
            continue
        step = next_steps.next_step(one.facts)
        wanted |= {*step.others, *step.beside, *([step.move.name] if step.move else [])}
    return [
        move
        for move in batches.steps_for_many(actor.role, in_sheets=True, places=actor.places)
        if move.name in wanted
    ]


def _register(standings: Sequence[Standing]) -> Table:
    columns = (
        "单位名称", "统一社会信用代码", "工会", "工会主席", "法定代表人", "职工人数", "女职工数",
        "会员人数", "注册地", "经营地", "代录",
    )  # fmt: skip
    rows = [
        (
            one.enterprise.name, one.enterprise.code, one.union.name if one.union else None,
            (one.union.chair_name if one.union else "") or one.enterprise.chair_name,
            one.enterprise.legal_representative, one.enterprise.workers, one.enterprise.women,
            one.enterprise.members, one.enterprise.registered_at, one.enterprise.operates_at,
            "已同意" if one.agreed else "尚未同意",
        )
        for one in standings
    ]  # fmt: skip
    return Table("登记资料", columns, rows)


def _contracts(standings: Iterable[Standing], *, actor: Actor) -> Table:
    """The last contracts, for those whose papers the actor reads."""
    columns = ("单位名称", "签字之日", "期限自", "期限至", "覆盖职工", "职工方代表", "企业方代表")
    rows = []
    for one in standings:
        if one.last is None or sight(actor, agreed_to_help=one.agreed) is not Sight.FULL:
            continue
        first, last = one.last.term
        people = {
            side: "、".join(
                person.name for person in one.last.representatives if person.side.value == side
            )
            for side in ("union", "employer")
        }
        rows.append(
            (one.enterprise.name, one.last.signed_on, first, last, one.last.workers_covered,
             people["union"], people["employer"])
        )  # fmt: skip
    return Table("上年合同", columns, rows)


def _papers(
    session: Session, standing: Standing, making: papers.Making, *, actor: Actor, today: date
) -> list[tuple[str, bytes]]:
    """The papers of an enterprise's next step, filled as far as known, for Word."""
    if standing.case is None or standing.facts is None or standing.is_over:
        return []
    if sight(actor, agreed_to_help=standing.agreed) is not Sight.FULL:
        return []
    step = next_steps.next_step(standing.facts)
    found = []
    for kind in step.papers:
        sheet = papers.draft(
            session,
            standing.case.number,
            kind,
            form="docx",
            blank=False,
            making=making,
            actor=actor,
            today=today,
        )
        found.append((f"文书/{standing.enterprise.name}/{sheet.title}.docx", sheet.content))
    return found
