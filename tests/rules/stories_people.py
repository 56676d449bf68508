"""How the people at the table change, and how workers without a union come to have some."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bargaining.rules.events import Event
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    FILED,
    MEETING,
    NAMED,
    OFFER,
    PEOPLE,
    REPLY,
    SIGNED,
    history,
)

Step = tuple[str, str, dict[str, Any]]


def listed(on: str, people: list[dict[str, Any]], **more: Any) -> Step:
    """One list of negotiators, published before the first meeting."""
    given = {"people": people, "consulted": True, "published_on": "2026-03-13", **more}
    return "appoint_representatives", on, given


def changed(who: str, **fields: Any) -> list[dict[str, Any]]:
    """The usual list with one person's row changed."""
    return [{**one, **fields} if one["name"] == who else one for one in PEOPLE]


def left(on: str, name: str = "甲三", side: str = "union", reason: str = "resigned") -> Step:
    return "record_vacancy", on, {"side": side, "name": name, "reason": reason}


def met(on: str, conclusion: str = "agreed") -> Step:
    return "record_meeting", on, {"conclusion": conclusion}


def signed(on: str, **more: Any) -> Step:
    return "sign", on, {**SIGNED[2], **more}


def elected(on: str, *, workers: int = 53, consenting: int = 27, people: str = "") -> Step:
    """An election: 周小楠 leads, unless others are named."""
    return "record_election", on, {
        "workers": workers, "consenting": consenting, "guided_by": "中关村街道总工会",
        "elected": people or "周小楠 厨师长 首席\n李堃，收银员\n王五（理货员）",
    }  # fmt: skip


def unionless(*steps: Step, place: str | None = None) -> list[Event]:
    """A case of an enterprise that is known to have no union."""
    opening, *rest = history(*steps, place=place)
    return [replace(opening, payload={**opening.payload, "union": False}), *rest]


ADVISER = {"name": "赵指导", "side": "union", "title": "集体协商指导员", "adviser": True}
OUTSIDER = changed("甲三", outside=True, title="某律师事务所律师", chosen_by="mandated",
                   mandate_until="2026-04-10")  # fmt: skip
ELECTED = [
    {"name": "周小楠", "side": "union", "title": "厨师长", "chief": True, "outside": False},
    {"name": "李堃", "side": "union", "title": "收银员", "chief": False, "outside": False},
    {"name": "王五", "side": "union", "title": "理货员", "chief": False, "outside": False},
    *PEOPLE[3:],
]
FOUNDED: Step = ("record_union_founded", "2026-03-20", {"union": "示例餐饮工会", "chair": "周小楠"})

_REPLACED = changed("甲三", name="甲四")
_TALKING = (OFFER, REPLY, NAMED, MEETING)
_NEW_CHIEF = [{**one, "name": "甲新"} if one["name"] == "甲一" else one for one in PEOPLE]

PEOPLE_STORIES: dict[str, list[Event]] = {
    "代表空缺": history(*_TALKING, left("2026-03-23")),
    "空缺后第十五日补齐": history(*_TALKING, left("2026-03-23"), listed("2026-04-07", _REPLACED)),
    "空缺后第十六日补齐": history(*_TALKING, left("2026-03-23"), listed("2026-04-08", _REPLACED)),
    "空缺未补齐就开会、审议、签字": history(
        *_TALKING, left("2026-03-23"), met("2026-03-26"), DRAFT, CONGRESS, SIGNED
    ),
    "补齐当日开会": history(
        *_TALKING, left("2026-03-23"), listed("2026-03-30", _REPLACED), met("2026-03-30")
    ),
    "期限过后没有补齐又开会": history(*_TALKING, left("2026-03-23"), met("2026-04-09")),
    "企业方代表空缺": history(*_TALKING, left("2026-03-23", "乙三", "employer", "left")),
    "空缺的人不在名单": history(*_TALKING, left("2026-03-23", "某人")),
    "空缺后名单缩小到双方各三人": history(
        OFFER, REPLY,
        listed("2026-03-12", [*PEOPLE, {"name": "甲四", "side": "union"},
                              {"name": "乙四", "side": "employer"}]),
        left("2026-03-23", "甲四"), listed("2026-03-30", PEOPLE),
    ),
    "外聘一人占三分之一": history(OFFER, REPLY, listed("2026-03-12", OUTSIDER), MEETING),
    "本单位代表空缺后外聘超过三分之一": history(
        OFFER, REPLY, listed("2026-03-12", OUTSIDER), MEETING,
        left("2026-03-23", "甲二"), met("2026-03-27"),
    ),
    "委托到期当日开会": history(OFFER, REPLY, listed("2026-03-12", OUTSIDER), met("2026-04-10")),
    "委托到期次日开会": history(OFFER, REPLY, listed("2026-03-12", OUTSIDER), met("2026-04-11")),
    "委托到期后续委托": history(
        OFFER, REPLY, listed("2026-03-12", OUTSIDER),
        listed("2026-04-10", changed("甲三", outside=True, mandate_until="2026-06-30")),
        met("2026-04-11"),
    ),
    "首席换成本方另一人": history(
        *_TALKING,
        listed("2026-03-30", [{**one, "chief": one["name"] in ("甲二", "乙一")} for one in PEOPLE]),
    ),
    "首席的委托到期": history(
        OFFER, REPLY, listed("2026-03-12", changed("乙一", mandate_until="2026-03-19")), MEETING
    ),
    "指导员作顾问": history(OFFER, REPLY, listed("2026-03-12", [*PEOPLE, ADVISER]), MEETING),
    "外聘人员任首席": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲一", outside=True)), MEETING
    ),
    "劳动合同在协商中期满": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲二", contract_ends_on="2026-04-30")), MEETING
    ),
    "劳动合同在履职以前期满": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲二", contract_ends_on="2026-03-11")), MEETING
    ),
    "劳动合同一年以后才期满": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲二", contract_ends_on="2027-03-14")), MEETING
    ),
    "合同公布以后劳动合同才期满": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲二", contract_ends_on="2026-05-20")), MEETING,
        DRAFT, CONGRESS, SIGNED, FILED, ("record_no_objection", "2026-04-20", {}),
        ("publish", "2026-04-22", {"side": "both"}),
    ),
    "公布以前劳动合同期满": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲二", contract_ends_on="2026-04-01")), MEETING,
        DRAFT, CONGRESS, SIGNED, FILED, ("record_no_objection", "2026-04-20", {}),
        ("publish", "2026-04-22", {"side": "both"}),
    ),
    "签字次日更换首席": history(
        *_TALKING, DRAFT, CONGRESS, signed("2026-04-08", union_signer="甲一"), FILED,
        listed("2026-04-09", _NEW_CHIEF),
    ),
    "签字当日更换首席由新任签字": history(
        *_TALKING, DRAFT, CONGRESS, listed("2026-04-08", _NEW_CHIEF),
        signed("2026-04-08", union_signer="甲新"),
    ),
    "更换后由旧首席签字": history(
        *_TALKING, DRAFT, CONGRESS, listed("2026-04-07", _NEW_CHIEF),
        signed("2026-04-08", union_signer="甲一"),
    ),
    "首席兼人力资源总监，四月": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲一", title="工会主席兼人力资源总监"))
    ),
    "首席兼副总经理，五月": history(
        OFFER, REPLY, listed("2026-05-01", changed("甲一", title="工会主席、副总经理"))
    ),
    "主席为法定代表人，四月": history(
        OFFER, REPLY,
        listed("2026-04-30", changed("乙一", name="甲一", title="法定代表人")),
    ),
    "主席为法定代表人，五月": history(
        OFFER, REPLY,
        listed("2026-05-01", changed("乙一", name="甲一", title="法定代表人")),
    ),
    "工会委员会有近亲属": history(OFFER, REPLY, listed("2026-05-01", PEOPLE, relatives=True)),
    "未建会：没有推举就有名单": unionless(OFFER, REPLY, listed("2026-03-12", ELECTED)),
    "未建会：推举差一人": unionless(elected("2026-02-20", consenting=26)),
    "未建会：推举恰到半数": unionless(elected("2026-02-20")),
    "未建会：全体为双数恰半": unionless(elected("2026-02-20", workers=54)),
    "未建会：再次推举": unionless(
        elected("2026-02-20", consenting=26), elected("2026-02-27", consenting=30)
    ),
    "未建会：推举后登记名单": unionless(
        elected("2026-02-20"), OFFER, REPLY, listed("2026-03-12", ELECTED), MEETING
    ),
    "未建会：名单在推举之前": unionless(
        OFFER, REPLY, listed("2026-03-12", ELECTED), elected("2026-03-13")
    ),
    "未建会：名单有人没有经过推举": unionless(
        elected("2026-02-20"), OFFER, REPLY,
        listed("2026-03-12", [{**ELECTED[0]}, {**ELECTED[1]}, {**ELECTED[2], "name": "陆七"},
                              *PEOPLE[3:]]),
    ),
    "未建会：应约后才想起推举": unionless(OFFER, REPLY),
    "未建会：本年度建立工会": unionless(
        elected("2026-02-20"), OFFER, REPLY, listed("2026-03-12", ELECTED), FOUNDED,
        listed("2026-03-26", PEOPLE),
    ),
    "没有写明建会与否": history(OFFER, REPLY, NAMED, MEETING),
    "没有写明，登记推举": history(elected("2026-02-20")),
}  # fmt: skip
SHANGHAI_PEOPLE: dict[str, list[Event]] = {
    "没有写明女代表": history(OFFER, REPLY, NAMED, place="310101"),
    "有女代表": history(OFFER, REPLY, listed("2026-03-12", PEOPLE, women_included=True),
                       place="310101"),
    "代表空缺": history(*_TALKING, left("2026-03-23"), place="310101"),
    "未建会：推举差一人": unionless(elected("2026-02-20", consenting=26), place="310101"),
    "劳动合同在协商中期满": history(
        OFFER, REPLY, listed("2026-03-12", changed("甲二", contract_ends_on="2026-04-30")),
        place="310101",
    ),
}  # fmt: skip
