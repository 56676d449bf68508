"""What can a machine look at before a contract is filed? Each point with its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bargaining.rules import basis as bases
from bargaining.rules import filing_office, local_basis, local_procedure, representatives, uscc
from bargaining.rules.basis import Basis
from bargaining.rules.congress import needed_in_favour, needed_present
from bargaining.rules.facts import CaseFacts
from bargaining.rules.procedure_talks import RECORD_CLAUSES
from bargaining.rules.states import CaseState, Side

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
DEMOCRACY = "企业民主管理规定"
LONGEST_YEARS = 3


class Answer(StrEnum):
    """How one point came out (预审结果): `by_hand` is what only a person can look at."""

    FINE = "fine"
    ATTENTION = "attention"
    BY_HAND = "by_hand"


ANSWER_LABELS: Mapping[Answer, str] = {
    Answer.FINE: "符合",
    Answer.ATTENTION: "请核对",
    Answer.BY_HAND: "请人工看",
}


@dataclass(frozen=True)
class Point:
    """One point of the pre-check (预审要点): what was looked at, how it came out, and why."""

    key: str
    label: str
    answer: Answer
    message: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True)
class Materials:
    """What a pre-check needs besides the case's own story (预审材料).

    `missing` names, by the paper's title, what is still blank in it; `file_by` is the last day
    in time for filing over all sources, None while nothing is signed; `remind_by` is that of the
    shortest source, where it is another one.
    """

    code: str = ""
    missing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    file_by: date | None = None
    remind_by: date | None = None


def precheck(facts: CaseFacts, materials: Materials, *, on: date) -> tuple[Point, ...]:
    """Look at everything a machine can look at before filing (报送前预审)."""
    found: list[Point] = [_code(materials)]
    for part in (_people, _women, _publication, _meeting, _vote, _order, _floor, _term, _clauses):
        found.append(part(facts))
    found.append(_in_time(facts, materials, on=on))
    found.extend(_papers(materials))
    found.extend(_four_materials(facts))
    told = (replace(one, basis=bases.at(one.basis, facts.place)) for one in found)
    # What only another place's regulation asks for is not looked at.
    return tuple(one for one in told if one.basis)


def needs_attention(points: Sequence[Point]) -> tuple[Point, ...]:
    """Pick the points that somebody should look at (请核对的要点)."""
    return tuple(point for point in points if point.answer is Answer.ATTENTION)


def suggestion(points: Sequence[Point]) -> str:
    """Write what a person might tell the chair, one line each (补正内容草稿)."""
    return "\n".join(f"{point.label}：{point.message}" for point in needs_attention(points))


def _point(key: str, label: str, problem: str, fine: str, *basis: Basis) -> Point:
    """A point is in order where nothing is said against it."""
    answer = Answer.ATTENTION if problem else Answer.FINE
    return Point(key, label, answer, problem or fine, basis)


def _code(materials: Materials) -> Point:
    label = "统一社会信用代码"
    basis = (Basis(BEIJING, "第46条"), Basis(SHANGHAI, "第23条"), Basis(NATIONAL, "第42条"))
    if not materials.code:
        return _point("code", label, "还没有登记代码，报送材料要写明。", "", *basis)
    wrong = uscc.why_wrong(materials.code)
    return _point("code", label, wrong or "", f"{materials.code}，校验相符。", *basis)


def _people(facts: CaseFacts) -> Point:
    people = facts.representatives
    problems = [one.message for one in representatives.shortfalls(people, place=facts.place)]
    if not people:
        problems = ["还没有登记协商代表名单。"]
    count = {side: sum(1 for one in people if one.side is side) for side in Side}
    fine = f"职工方 {count[Side.UNION]} 人，企业方 {count[Side.EMPLOYER]} 人，各 1 名首席代表。"
    return _point(
        "people", "双方代表人数、首席和外聘", "".join(problems), fine,
        Basis(NATIONAL, "第19条"), Basis(NATIONAL, "第23条"), Basis(BEIJING, "第7条"),
        Basis(SHANGHAI, "第6条"), Basis(SHANGHAI, "第7条"),
    )  # fmt: skip


def _women(facts: CaseFacts) -> Point:
    """Whether there is a 女职工委员会 no machine knows; only Shanghai asks."""
    appointed = facts.last("appoint_representatives")
    stated = bool(appointed and appointed.payload.get("women_included"))
    message = "登记写明职工方有女性代表。" if stated else (
        "建立女职工委员会的，职工方代表中是否有女职工。"
    )  # fmt: skip
    answer = Answer.FINE if stated else Answer.BY_HAND
    return Point("women", "女性协商代表", answer, message, (Basis(SHANGHAI, "第7条"),))


def _publication(facts: CaseFacts) -> Point:
    appointed, met = facts.last("appoint_representatives"), facts.every("record_meeting")
    published = appointed.day("published_on") if appointed else None
    first = met[0].occurred_on if met else None
    problem = ""
    if published is None:
        problem = "没有登记代表名单在本单位公布的日期。"
    elif first is not None and published > first:
        problem = f"名单 {_day(published)} 公布，晚于首次协商会议 {_day(first)}。"
    fine = f"{_day(published)} 公布，在首次协商会议之前。" if published else ""
    return _point("published", "代表名单会前公布", problem, fine, Basis(BEIJING, "第11条"))


def _meeting(facts: CaseFacts) -> Point:
    met = facts.every("record_meeting")
    agreed = [one for one in met if one.payload.get("conclusion") == "agreed"]
    problem = ""
    if not met:
        problem = "没有登记协商会议。"
    elif not agreed:
        problem = "登记的会议都没有写“达成一致”。"
    elif not agreed[-1].payload.get("minutes_signed", True):
        problem = "会议记录还没有双方首席代表签字。"
    fine = f"开会 {len(met)} 次，{_day(agreed[-1].occurred_on)} 达成一致。" if agreed else ""
    return _point(
        "meeting", "协商会议和会议记录", problem, fine,
        Basis(BEIJING, "第35条"), Basis(SHANGHAI, "第18条"), Basis(NATIONAL, "第34条"),
    )  # fmt: skip


def _vote(facts: CaseFacts) -> Point:
    votes = facts.votes
    basis: tuple[Basis, ...] = (
        Basis(NATIONAL, "第36条"), Basis(BEIJING, "第38条"), Basis(SHANGHAI, "第22条"),
    )  # fmt: skip
    if not votes:
        problem, fine = "没有登记职代会或职工大会的审议。", ""
    else:
        vote = votes[-1][1]
        problem = ""
        if not vote.has_quorum:
            problem = f"实到 {vote.present} 人，至少要 {needed_present(vote.entitled)} 人。"
        elif not vote.has_majority:
            problem = f"赞成 {vote.in_favour} 票，至少要 {needed_in_favour(vote.entitled)} 票。"
        elif vote.is_exact_half:
            problem = "赞成恰为全体的半数，是否通过有争议，建议留存说明或重新表决。"
        if vote.is_exact_half:
            basis = (*basis, Basis(DEMOCRACY, "第20条"))
        fine = f"应到 {vote.entitled}，实到 {vote.present}，赞成 {vote.in_favour}。"
    return _point("vote", "审议的出席和赞成", problem, fine, *basis)


def _order(facts: CaseFacts) -> Point:
    if local_procedure.procedure(facts.place).signs_before_vote:
        return _signed_draft(facts)
    signed = facts.signed_on
    passed = [event.occurred_on for event, vote in facts.votes if vote.passed]
    problem = ""
    if signed is None:
        problem = "还没有登记正式签字。"
    elif not passed:
        problem = "没有登记审议通过的决议。"
    elif min(passed) > signed:
        problem = f"{_day(signed)} 签字，早于审议通过的 {_day(min(passed))}。"
    elif not [vote for event, vote in facts.votes if event.occurred_on <= signed][-1].passed:
        problem = f"{_day(signed)} 签字，签字前最近一次审议没有通过。"
    fine = f"{_day(min(passed))} 审议通过，{_day(signed)} 签字。" if passed and signed else ""
    return _point(
        "order", "先审议后签字", problem, fine, Basis(TRIAL, "第19条"), Basis(NATIONAL, "第37条")
    )


def _signed_draft(facts: CaseFacts) -> Point:
    """In Shanghai the chiefs sign the draft, it is deliberated, and the enterprise is told."""
    signed = facts.signed_on
    passed = [event.occurred_on for event, vote in facts.votes if vote.passed]
    told = facts.last("record_vote_notice")
    problem = ""
    if signed is None:
        problem = "还没有登记双方首席代表在草案上签字。"
    elif not passed:
        problem = "没有登记讨论通过的决议。"
    elif max(passed) < signed and not facts.last("refile"):
        problem = f"{_day(max(passed))} 讨论，早于双方首席代表签字的 {_day(signed)}。"
    elif told is None:
        problem = "没有登记把讨论通过的情况书面告知企业。"
    fine = ""
    if signed and passed and told:
        fine = f"{_day(signed)} 签字，{_day(max(passed))} 讨论通过，"
        fine += f"{_day(told.occurred_on)} 告知企业。"
    return _point(
        "order", "先签字、后讨论、再告知企业", problem, fine,
        Basis(SHANGHAI, "第22条"), Basis(SHANGHAI, "第23条"),
    )  # fmt: skip


_FLOOR_WORDS = {
    "blocked": "有低于最低工资标准或区域、行业标准的约定，请先修改工资方案。",
    "to_verify": "有岗位资料不全，最低工资还不能判断，请补充后重新上传。",
}


def _floor(facts: CaseFacts) -> Point:
    basis = Basis("最低工资规定", "第12条"), Basis("劳动合同法", "第55条")
    label = "工资不低于最低标准"
    if facts.wages is None:
        return _point("floor", label, "还没有上传工资方案，没有逐岗检查。", "", *basis)
    problem = _FLOOR_WORDS.get(facts.wages.payload.get("verdict", ""), "")
    covered = _is_checked(facts)
    if not problem and not covered:
        problem = "工资方案检查的期限没有盖住合同期限，请按合同期限重新上传。"
    return _point("floor", label, problem, "合同期限内逐岗检查通过。", *basis)


def _is_checked(facts: CaseFacts) -> bool:
    """Tell whether the wage table was checked over the whole of the contract's term."""
    first, last = facts.term
    wages = facts.wages
    start, end = (wages.day("term_from"), wages.day("term_to")) if wages else (None, None)
    if first is None or last is None or start is None or end is None:
        return True
    return start <= first and last <= end


def _term(facts: CaseFacts) -> Point:
    first, last = facts.term
    problem = ""
    if first is None or last is None:
        problem = "没有登记合同期限。"
    elif (last.year - first.year, last.month, last.day) >= (
        LONGEST_YEARS, first.month, first.day
    ):  # fmt: skip
        problem = "合同期限超过三年。"
    fine = f"{_day(first)} 至 {_day(last)}。" if first and last else ""
    return _point(
        "term", "合同期限", problem, fine,
        Basis(NATIONAL, "第38条"), Basis(BEIJING, "第36条"), Basis(SHANGHAI, "第25条"),
    )  # fmt: skip


def _clauses(facts: CaseFacts) -> Point:
    filled = facts.last("record_clauses")
    said = filled.payload if filled else {}
    empty = [ask.label for ask in RECORD_CLAUSES.asks if ask.required and not said.get(ask.name)]
    problem = f"还没有填：{'、'.join(empty)}。" if empty else ""
    return _point("clauses", "合同条款", problem, "必备条款都已填写。", Basis(TRIAL, "第7条"),
                  Basis(BEIJING, "第21条"), Basis(SHANGHAI, "第13条"))  # fmt: skip


def _in_time(facts: CaseFacts, materials: Materials, *, on: date) -> Point:
    problem = fine = ""
    if facts.signed_on is None or materials.file_by is None:
        problem = "签字之后才起算报送期限。"
    elif facts.state is CaseState.OBJECTED:
        fine = "就异议修改后重新签字，报送期限自重新签字的次日另行起算。"
    elif facts.filed_on is not None:
        late = facts.filed_on > materials.file_by
        problem = f"{_day(facts.filed_on)} 报送，期限是 {_day(materials.file_by)}。" if late else ""
        fine = f"{_day(facts.filed_on)} 已报送，在期限内。"
    elif on > materials.file_by:
        problem = f"报送期限是 {_day(materials.file_by)}，已经过了，请尽快报送并说明情况。"
    else:
        problem, fine = _still_in_time(materials, materials.file_by, on=on)
    return _point(
        "in_time", "签字后按期报送", problem, fine,
        *local_basis.of_filing(facts.place),
        *([Basis(NATIONAL, "第46条")] if facts.state is CaseState.OBJECTED else []),
    )  # fmt: skip


def _still_in_time(materials: Materials, file_by: date, *, on: date) -> tuple[str, str]:
    """Of several sources the shortest is advised; once it is over, the longest is left."""
    remind_by = materials.remind_by or file_by
    left = f"{_day(file_by)} 报送，还有 {(file_by - on).days} 天。"
    if remind_by < on:
        return f"先到的期限 {_day(remind_by)} 已过，请尽快报送，最迟 {left}", ""
    if remind_by == file_by:
        return "", f"最迟 {left}"
    days = (remind_by - on).days
    return "", f"请在 {_day(remind_by)}（含当日）前报送，还有 {days} 天；最迟 {_day(file_by)}。"


def _papers(materials: Materials) -> Iterator[Point]:
    for title, blanks in materials.missing.items():
        problem = f"还缺：{'、'.join(blanks)}。" if blanks else ""
        yield _point(
            f"paper-{title}", title, problem, "内容齐全。",
            Basis(TRIAL, "第21条"), Basis(BEIJING, "第46条"), Basis(SHANGHAI, "第23条"),
        )  # fmt: skip


def _four_materials(facts: CaseFacts) -> Iterator[Point]:
    """Beijing's 条例 第46条 and Shanghai's 第23条 name four; two of them no machine can see."""
    basis = (Basis(BEIJING, "第46条"), Basis(SHANGHAI, "第23条"), Basis(NATIONAL, "第42条"))
    yield Point(
        "material-people", "代表资料", Answer.BY_HAND,
        "首席代表和协商代表的姓名、性别、年龄、工作单位、职务和身份证号码是否写全（号码可手写）。",
        basis,
    )  # fmt: skip
    photos = [event for event, _vote in facts.votes if event.payload.get("photos")]
    yield _point(
        "material-resolution", "审议决议",
        "" if photos else "还没有上传决议、签到表的照片，请带上原件。",
        "决议、签到表的照片已上传。", *basis,
    )  # fmt: skip
    yield _office(facts)
    yield Point(
        "material-text", "正式文本", Answer.BY_HAND,
        "盖章的合同文本一式三份，双方签字、盖章、骑缝章是否齐全。", basis,
    )  # fmt: skip
    yield Point(
        "material-licence", "注册登记证明", Answer.BY_HAND, "营业执照复印件是否带上。",
        (Basis(BEIJING, "第46条"),),
    )  # fmt: skip
    yield Point(
        "material-account", "协商过程说明", Answer.BY_HAND, "集体协商过程的情况说明是否带上。",
        (Basis(SHANGHAI, "第23条"),),
    )  # fmt: skip


def _office(facts: CaseFacts) -> Point:
    office = filing_office.filing_office(facts)
    answer = Answer.ATTENTION if office.is_open else Answer.BY_HAND
    return Point(
        "authority", "报送机关", Answer.FINE if office.named else answer, office.words, office.basis
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
