"""What is said of the rise and of what may come, word by word? Guidelines, projection, summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bargaining.rules.figures import Figure, FigureKind, Gap, Scope, ScopeKind, Status
from bargaining.rules.lawbook import INDUSTRIES
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule
from bargaining.rules.wage_law import INDUSTRY_LINES
from bargaining.rules.wage_posts import Form, Skipped
from bargaining.rules.wage_projection import escalator_clause, project
from bargaining.rules.wage_question import Clauses, ProfitState
from tests.rules import golden
from tests.rules.wage_figures import beijing, entry, figure, post, table, term, year_line
from tests.rules.wage_words import NO_CONTRIBUTIONS, SHANGHAI, said

OF_2023, OF_2019 = term("2023-12-01", "2024-11-30"), term("2019-11-01", "2020-10-31")
UPPER = {"guideline_upper": year_line("upper", y2023="0.08", y2019="0.12")}
FLOOR_2019 = {"monthly": figure("m", entry("2019-07-01", "2200"), label="月最低工资标准")}


def rising(after: str | None, before: str | None = "10000", people: int = 10, **more):
    return post(2, people=people, before_amount=before, proposed_amount=after, **more)


def test_the_guideline():
    def of(*posts, **more):
        given = {"of_term": OF_2023, **more}
        return said(Rule.GUIDE, *posts, **given)

    of_a_range = {"of_term": OF_2019, "law": beijing(**UPPER, **FLOOR_2019)}
    same_ends = beijing(guideline_base_high=year_line("high", y2023="0.051"))
    no_base = beijing(guideline_base_low=year_line("low", y2019="0.08"))
    undated = beijing(
        guideline_base_low=replace(
            year_line("low", y2023="0.051"),
            values=(entry("2023-01-01", "0.051", year=2023),),
        ),
    )
    not_published = beijing(
        guideline_base_low=replace(
            year_line("low", y2023="0.051"),
            values=(replace(entry("2023-10-19", "0.051", year=2023), status=Status.NOT_PUBLISHED),),
        ),
        guideline_lower=year_line("lower", y2019="0.035"),
    )
    golden.check(
        "wage_guideline",
        {
            "低于下线": of(rising("10279")),
            "等于下线": of(rising("10280")),
            "低于基准线": of(rising("10509")),
            "等于基准线": of(rising("10510")),
            "高于基准线": of(rising("10511")),
            "高于上线": of(rising("10801"), law=beijing(**UPPER)),
            "等于上线": of(rising("10800"), law=beijing(**UPPER)),
            "基准线是区间，低于": of(rising("10799"), **of_a_range),
            "基准线是区间，在下端": of(rising("10800"), **of_a_range),
            "基准线是区间，在上端": of(rising("10850"), **of_a_range),
            "基准线是区间，高于": of(rising("10851"), **of_a_range),
            "基准线两端相同": of(rising("10510"), law=same_ends),
            "没有收录基准线": of(rising("10510"), law=no_base),
            "基准线没有公布，下线没有收录": of(rising("10510"), law=not_published),
            "零增长": of(rising("10000")),
            "零增长，没有下线": of(
                rising("10000"), law=beijing(guideline_lower=figure("lower"))
            ),
            "下降": of(rising("9900")),
            "下降，亏损": of(rising("9900"), profit_state=ProfitState.LOSS),
            "下降，效益下降": of(rising("9900"), profit_state=ProfitState.DECLINING),
            "零增长，亏损": of(rising("10000"), profit_state=ProfitState.LOSS),
            "签字前公布": of(rising("10510"), signed_on=date(2023, 10, 19)),
            "签字后公布": of(rising("10510"), signed_on=date(2023, 10, 18)),
            "公布日未收录，当年签": of(rising("10510"), law=undated, signed_on=date(2023, 12, 31)),
            "公布日未收录，次年签": of(rising("10510"), law=undated, signed_on=date(2024, 1, 1)),
            "当年未收录": of(rising("10510"), of_term=term()),
            "当年未收录，下降": of(rising("9900"), of_term=term()),
            "当年未收录，下降，亏损": of(
                rising("9900"), of_term=term(), profit_state=ProfitState.LOSS
            ),
            "当年未收录，最近一年也在签字后": of(
                rising("10510"), of_term=term(), signed_on=date(2023, 10, 18)
            ),
            "从未收录": of(
                rising("10510"), of_term=term(),
                law=beijing(guideline_base_low=figure("low"), guideline_lower=figure("lower")),
            ),
            "工资表人数不足职工八成": of(rising("10510", people=79), workforce=100),
            "工资表人数恰好八成": of(rising("10510", people=80), workforce=100),
            "可比人数不足八成": of(
                rising("10510", people=79), post(3, people=21, proposed_amount="9000")
            ),
            "可比人数恰好八成": of(
                rising("10510", people=80), post(3, people=20, proposed_amount="9000")
            ),
            "小时工不计入": of(
                rising("10510", people=8),
                post(3, people=90, form=Form.PART_TIME, hourly_amount="40",
                     holiday_hourly_amount="80"),
            ),
            "人数不足，当年又未收录": of(
                rising("10510", people=79), workforce=100, of_term=term()
            ),
            "没有协商前一列": of(rising("10510", None), without=["before_amount"]),
            "没有协商前、协商后两列": of(
                rising(None, None), without=["before_amount", "proposed_amount"]
            ),
            "没有两个数都填的岗位": of(rising("10510", None), rising(None)),
            "协商前都是零": of(rising("10510", "0")),
            "外地": of(rising("10510"), law=beijing(**SHANGHAI)),
        },
    )  # fmt: skip


def test_the_guideline_of_an_industry():
    def line(name: str, rate: str, *, year: int = 2023, on: str = "2023-09-26", code: str = "62"):
        return Figure(
            name=name,
            place="110000",
            label=name,
            unit="比率",
            kind=FigureKind.YEARLY,
            values=(entry(on, rate, year=year),),
            scope=Scope(ScopeKind.INDUSTRY, {"62": "餐饮业", "H": "住宿和餐饮业"}[code],
                        code, INDUSTRIES),
        )  # fmt: skip

    upper, average, lower = INDUSTRY_LINES
    all_three = (line(upper, "0.091"), line(average, "0.057"), line(lower, "0.035"))
    undated = tuple(line(name, "0.05", on="2023-01-01") for name in INDUSTRY_LINES)
    section = (line(average, "0.04", code="H"), line(average, "0.06", year=2022, on="2022-09-26"))

    def of(*posts, lines=all_three, code="62", **more):
        given = {"of_term": OF_2023, **more}
        return said(Rule.GUIDE_INDUSTRY, *posts, law=beijing(industry_lines=lines),
                    industry=code, **given)  # fmt: skip

    golden.check(
        "wage_guideline_industry",
        {
            "高于上线": of(rising("10911")),
            "等于上线": of(rising("10910")),
            "等于平均线": of(rising("10570")),
            "低于平均线": of(rising("10569")),
            "等于下线": of(rising("10350")),
            "低于下线": of(rising("10349")),
            "只有平均线": of(rising("10800"), lines=all_three[1:2]),
            "只有上线、下线": of(rising("10500"), lines=(all_three[0], all_three[2])),
            "小类用上级的线": of(rising("10570"), code="6210"),
            "当年只有门类的线": of(rising("10500"), lines=section),
            "当年未收录": of(rising("10500"), of_term=term()),
            "从未收录": of(rising("10500"), lines=()),
            "别的行业": of(rising("10500"), code="61"),
            "签字前公布": of(rising("10500"), signed_on=date(2023, 9, 26)),
            "签字后公布": of(rising("10500"), signed_on=date(2023, 9, 25)),
            "公布日未收录，当年签": of(
                rising("10500"), lines=undated, signed_on=date(2023, 12, 31)
            ),
            "公布日未收录，次年签": of(rising("10500"), lines=undated, signed_on=date(2024, 1, 1)),
            "当年未收录，最近一年在签字后": of(
                rising("10500"), of_term=term(), signed_on=date(2023, 9, 25)
            ),
            "没有增幅": of(rising("10500", None)),
            "没有增幅，也没有收录": of(rising("10500", None), lines=()),
            "人数不足": of(rising("10500", people=10), workforce=100),
        },
    )  # fmt: skip


def test_what_may_come():
    far = term("2026-01-01", "2029-12-31")
    guard = post(2, "门卫", proposed_amount="2600", people=3, **NO_CONTRIBUTIONS)
    cook = post(3, "厨师", proposed_amount="2650", people=2, **NO_CONTRIBUTIONS)
    two = figure("m", entry("2023-09-01", "2420"), entry("2025-09-01", "2540"))
    every_half_year = figure(
        "m", entry("2024-07-01", "2000"), entry("2025-01-01", "2100"), entry("2025-07-16", "2184"),
        label="月最低工资标准",
    )  # fmt: skip

    def of(*posts, when=far, law=None, **more):
        return said(Rule.PROJECTED, *posts, of_term=when, law=law, **more)

    def steps(history: Figure, until: str):
        found = project(history, until=date.fromisoformat(until))
        return ["无推算"] if found is None else [found.method_words(), found.as_json()]

    golden.check(
        "wage_projection",
        {
            "两个岗位先后低于推算": of(guard, cook),
            "恰好等于第一次推算": of(post(2, "门卫", proposed_amount="2660", **NO_CONTRIBUTIONS)),
            "期限内没有推算": of(guard, when=term("2026-01-01", "2027-08-31")),
            "推算在期限最后一天": of(guard, when=term("2026-01-01", "2027-09-01")),
            "推算在期限之前": of(
                post(2, "门卫", proposed_amount="2700", **NO_CONTRIBUTIONS),
                when=term("2027-10-01", "2028-12-31"),
            ),
            "推算在期限第一天": of(guard, when=term("2027-09-01", "2028-12-31")),
            "已经约定自动补足": of(guard, escalator=True),
            "现行标准就不够的不推算": of(
                post(2, "门卫", proposed_amount="2500", **NO_CONTRIBUTIONS)
            ),
            "小时工、没填工资的不推算": of(
                post(2, form=Form.PART_TIME, proposed_amount="2600"),
                post(3, proposed_amount=None),
            ),
            "同一天，低的在前": of(cook, guard, when=term("2026-01-01", "2027-12-31")),
            "个人缴费计入的地方": of(guard, law=beijing(own_contributions_count=True)),
            "调整次数太少": steps(two, "2030-01-01"),
            "半年一调，从月初起": steps(every_half_year, "2026-07-31"),
            "历史后有缺口": steps(
                replace(every_half_year, gaps=(Gap(date(2025, 9, 1), "2025-09", ""),)),
                "2027-01-01",
            ),
            "历史中有缺口": steps(
                replace(every_half_year, gaps=(Gap(date(2025, 7, 16), "2025-07", ""),)),
                "2025-12-31",
            ),
            "条款": [escalator_clause(beijing())],
            "条款，个人缴费计入的地方": [escalator_clause(beijing(own_contributions_count=True))],
        },
    )  # fmt: skip


def test_the_summary():
    posts = (
        post(2, "门卫", people=3, before_amount="3000", proposed_amount="3180",
             **NO_CONTRIBUTIONS),
        post(3, "厨师", people=2, before_amount="5000", proposed_amount="5100"),
        post(4, "小时工", form=Form.PART_TIME, proposed_amount="100", hourly_amount="30",
             holiday_hourly_amount="70"),
        post(5, "学徒", form=Form.PROBATION, proposed_amount="3180", **NO_CONTRIBUTIONS),
        post(6, "保洁", proposed_amount=None),
    )  # fmt: skip
    of_2019 = {"law": beijing(**UPPER, **FLOOR_2019), "term": OF_2019}
    checked = check(
        table(*posts, skipped=(Skipped(7, "合计"),)), law=beijing(),
        term=term("2026-01-01", "2027-12-31"),
    )  # fmt: skip

    whole = check(
        table(
            post(2, people=2, proposed_amount="2539.99", before_amount="2600",
                 **NO_CONTRIBUTIONS),
            post(3, people=1, proposed_amount="9000", before_amount="8000",
                 own_insurance_amount=None),
        ),
        law=beijing(), term=term("2026-01-01", "2029-12-31"), industry="62",
        clauses=Clauses(unchecked=("餐补",)),
    ).as_json()  # fmt: skip

    golden.check(
        "wage_summary",
        {
            "有最低岗位、推算和去年的线": [checked.summary.as_json()],
            "有当年的线": [check(table(posts[0]), **of_2019).summary.as_json()],
            "当年的线在签字之后": [
                check(table(posts[0]), clauses=Clauses(signed_on=date(2019, 1, 1)), **of_2019)
                .summary.as_json()
            ],
            "什么都没有": [
                check(table(posts[2]), law=beijing(guideline_base_low=figure("low"),
                      monthly=figure("m", entry("2025-09-01", "2540"))), term=term())
                .summary.as_json()
            ],
            "全部结果": [*whole.pop("findings"), whole],
        },
    )  # fmt: skip


def test_a_projection_of_a_term_with_the_remedy_in_its_answer():
    [finding] = said(
        Rule.PROJECTED, post(2, proposed_amount="2600", **NO_CONTRIBUTIONS),
        of_term=term("2026-01-01", "2027-12-31"),
    )  # fmt: skip

    assert finding.as_json()["remedy"] == escalator_clause(beijing())
    assert "gross_needed" not in finding.as_json()
    assert Decimal(finding.as_json()["value"]) == Decimal(2600)
