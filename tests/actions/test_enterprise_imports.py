"""The register: files imported, their history written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bargaining import audit, db, errors
from bargaining.actions.import_result import ImportResult
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.rules.roles import REGISTER_KEEPERS, Actor, Role
from tests import register_files, register_stage
from tests.register_files import enterprise
from tests.register_stage import AT, TODAY, change, counts, folded, row_as_fields

DAY = timedelta(days=1)
HAIDIAN = Actor(user_id=7, name="海淀区干部", role=Role.DISTRICT, places=frozenset({"110108"}))


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


class TestSamples:
    def test_120_are_created_and_a_second_import_changes_nothing(self, session):
        content = (register_files.SAMPLES / "enterprises.xlsx").read_bytes()

        first = register_stage.import_content(session, content)
        entries = session.scalar(select(func.count()).select_from(RegisterChange))
        second = register_stage.import_content(session, content)

        assert counts(first) == (120, 120, 0, 0, 0)
        assert counts(second) == (120, 0, 0, 120, 0)
        assert session.scalar(select(func.count()).select_from(RegisterChange)) == entries

    def test_of_104_unionised_50_have_their_own_union_and_54_a_joint_one(self, session):
        content = (register_files.SAMPLES / "enterprises.xlsx").read_bytes()

        register_stage.import_content(session, content)

        kinds = session.execute(
            select(UnionBody.kind, func.count(Enterprise.id), func.count(UnionBody.id.distinct()))
            .join(Enterprise, Enterprise.union_id == UnionBody.id)
            .where(Enterprise.unionised)
            .group_by(UnionBody.kind)
            .order_by(UnionBody.kind)
        ).all()
        assert [tuple(row) for row in kinds] == [("joint", 54, 8), ("single", 50, 50)]

    def test_the_file_with_errors_creates_four_and_rejects_eight(self, session):
        content = (register_files.SAMPLES / "enterprises_with_errors.csv").read_bytes()

        result = register_stage.import_content(session, content)

        assert counts(result) == (12, 4, 0, 0, 8)
        assert [one.row for one in result.rejected] == [3, 5, 6, 7, 8, 9, 10, 11]


class TestImport:
    def test_a_new_enterprise_holds_from_ever_and_its_row_is_the_fold(self, session):
        made = register_stage.import_one(session)

        (entry,) = register_stage.changes_of(session, made)
        assert (entry.sequence, entry.effective_on, entry.source) == (1, None, "名册")
        assert (entry.recorded_at, entry.actor_name) == (AT, "系统操作员")
        assert row_as_fields(made).items() >= folded(session, made).items()
        assert made.initials.startswith("bjslcy")

    def test_a_given_day_is_the_new_one_s_first_day(self, session):
        register_stage.import_rows(session, enterprise(), effective_on=date(2026, 1, 1))

        made = register_stage.enterprise_of(session, register_files.code(1))
        assert register_stage.changes_of(session, made)[0].effective_on == date(2026, 1, 1)

    def test_only_what_differs_is_written_from_today(self, session):
        made = register_stage.import_one(session)

        result = register_stage.import_rows(session, enterprise(职工人数="60", 法定代表人="李钢"))

        entry = register_stage.changes_of(session, made)[-1]
        assert counts(result) == (1, 0, 1, 0, 0)
        assert entry.fields == {"workers": 60, "legal_representative": "李钢"}
        assert (entry.sequence, entry.effective_on, made.last_sequence) == (2, TODAY, 2)
        assert (made.workers, made.legal_representative) == (60, "李钢")

    def test_empty_cells_change_nothing(self, session):
        made = register_stage.import_one(session)
        before = row_as_fields(made)
        kept = ("统一社会信用代码", "单位名称", "区", "街道（乡镇）")

        result = register_stage.import_rows(
            session, {name: text if name in kept else "" for name, text in enterprise().items()}
        )

        assert counts(result) == (1, 0, 0, 1, 0)
        assert row_as_fields(made) == before

    def test_a_missing_code_is_filled_in_later(self, session):
        made = register_stage.import_one(session, 统一社会信用代码="")

        result = register_stage.import_rows(session, enterprise())

        assert counts(result) == (1, 0, 1, 0, 0)
        assert made.code == register_files.code(1)

    def test_a_row_without_code_is_the_like_named_one_of_its_street(self, session):
        made = register_stage.import_one(session)

        result = register_stage.import_rows(session, enterprise(统一社会信用代码="", 职工人数="51"))

        assert counts(result) == (1, 0, 1, 0, 0)
        assert (made.workers, made.code) == (51, register_files.code(1))

    def test_a_like_named_one_of_another_street_is_new_and_gets_a_note(self, session):
        register_stage.import_one(session)

        result = register_stage.import_rows(
            session, enterprise(统一社会信用代码="", **{"街道（乡镇）": "上地街道"})
        )

        assert counts(result) == (1, 1, 0, 0, 0)
        assert any("同名企业" in note.reason for note in result.notes)

    def test_a_row_without_code_is_refused_where_several_have_its_name(self, session):
        for number in (1, 2):
            register_stage.import_one(session, number, 单位名称="北京示例甲公司")

        result = register_stage.import_rows(
            session, enterprise(统一社会信用代码="", 单位名称="北京示例甲公司")
        )

        assert counts(result) == (1, 0, 0, 0, 1)
        assert "2 家同名企业" in result.rejected[0].reason

    def test_another_code_of_a_like_named_one_is_another_enterprise(self, session):
        register_stage.import_one(session, 1, 单位名称="北京示例甲公司")

        register_stage.import_one(session, 2, 单位名称="北京示例甲公司")

        assert session.scalar(select(func.count()).select_from(Enterprise)) == 2

    def test_two_rows_of_one_known_enterprise_are_not_both_taken(self, session):
        register_stage.import_one(session, 1)

        result = register_stage.import_rows(
            session,
            enterprise(1, 单位名称="北京示例新名公司"),
            enterprise(1, 统一社会信用代码=""),
        )

        assert counts(result) == (2, 0, 1, 0, 1)
        assert (result.rejected[0].row, result.rejected[0].reason) == (
            3, "与第 2 行是同一家已登记的企业",
        )  # fmt: skip

    def test_fewer_workers_than_the_women_recorded_is_refused(self, session):
        made = register_stage.import_one(session, 职工人数="50", 女职工数="20")

        refused = register_stage.import_rows(session, enterprise(职工人数="19", 女职工数=""))
        taken = register_stage.import_rows(session, enterprise(职工人数="20", 女职工数=""))

        assert counts(refused) == (1, 0, 0, 0, 1)
        assert "女职工数 20 多于职工人数 19" in refused.rejected[0].reason
        assert counts(taken) == (1, 0, 1, 0, 0)
        assert made.workers == 20

    def test_a_dry_run_says_the_same_and_writes_nothing(self, session):
        session.flush()
        audit.forget(session)
        rows = [enterprise(1), enterprise(2, 职工人数="-1")]

        dry = register_stage.import_rows(session, *rows, dry_run=True)

        session.flush()
        assert not session.info.get("written")
        assert not session.info.get("pending_entries")
        assert dry == register_stage.import_rows(session, *rows)

    def test_a_day_to_come_is_refused(self, session):
        with pytest.raises(errors.Refused, match="还没有到"):
            register_stage.import_rows(session, enterprise(), effective_on=TODAY + DAY)

    def test_a_day_before_an_enterprise_s_first_day_refuses_its_row(self, session):
        register_stage.import_rows(session, enterprise(), effective_on=date(2026, 2, 1))

        result = register_stage.import_rows(
            session, enterprise(职工人数="60"), effective_on=date(2026, 1, 31)
        )

        assert counts(result) == (1, 0, 0, 0, 1)
        assert "自 2026-02-01 起登记" in result.rejected[0].reason

    def test_what_was_done_is_written_down_with_its_counts(self, session):
        audit.forget(session)

        register_stage.import_rows(session, enterprise(1), enterprise(2, 区="没有"))

        (entry,) = session.info["pending_entries"]
        assert entry.event == "register.import"
        assert entry.detail == {
            "source": "名册", "read": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1,
        }  # fmt: skip

    def test_the_ground_that_somebody_looked_up_stays(self, session):
        made = register_stage.import_one(session, 是否正常经营="否")
        change(session, made, operating_ground="工商公示：2026-01 吊销")

        result = register_stage.import_rows(session, enterprise(是否正常经营="否"))

        assert counts(result) == (1, 0, 0, 1, 0)
        assert made.operating_ground == "工商公示：2026-01 吊销"

    def test_what_is_not_said_about_the_union_gets_a_note(self, session):
        result = register_stage.import_rows(
            session,
            enterprise(1, 是否建会="", 建会形式=""),
            enterprise(2, 建会形式=""),
        )

        assert [(note.row, note.column) for note in result.notes] == [
            (2, "是否建会"), (3, "建会形式"),
        ]  # fmt: skip

    def test_the_reasons_go_back_row_by_row(self, session):
        register_stage.import_one(session, 1)

        result = register_stage.import_rows(
            session,
            enterprise(1),
            enterprise(2),
            enterprise(1, 单位名称="又一家"),
            enterprise(3, 登记注册类型="别的"),
        )

        assert result.reasons() == {
            2: "无变化",
            3: "已导入：新增",
            4: "未导入：与第 2 行的统一社会信用代码相同",
            5: "已导入：新增：登记注册类型“别的”不在标准分类里，按原文登记",
        }


class TestWhoMayImport:
    def test_rows_outside_the_territory_are_refused(self, session):
        rows = [enterprise(1), enterprise(2, 区="朝阳区", **{"街道（乡镇）": "建外街道"})]

        result = register_stage.import_rows(session, *rows, actor=HAIDIAN)

        assert counts(result) == (2, 1, 0, 0, 1)
        assert (result.rejected[0].row, result.rejected[0].column) == (3, "街道（乡镇）")

    def test_an_enterprise_registered_elsewhere_cannot_be_drawn_in(self, session):
        made = register_stage.import_one(session, 区="朝阳区", **{"街道（乡镇）": "建外街道"})

        result = register_stage.import_rows(session, enterprise(), actor=HAIDIAN)

        assert counts(result) == (1, 0, 0, 0, 1)
        assert "请联系区总工会办理迁移" in result.rejected[0].reason
        assert made.district_code == "110105"

    @pytest.mark.parametrize("role", sorted(set(Role) - REGISTER_KEEPERS))
    def test_only_keepers_of_the_register_import(self, session, role):
        actor = Actor(user_id=1, name="某", role=role, places=frozenset({"110000"}))

        with pytest.raises(errors.Refused, match="不能登记企业名册"):
            register_stage.import_rows(session, enterprise(), actor=actor)


def test_two_imports_at_once_do_not_make_an_enterprise_twice(make_database):
    url = make_database()
    register_stage.load_for_good(url)
    engine = create_engine(url)
    row = enterprise(统一社会信用代码="")

    def second() -> ImportResult:
        with Session(engine) as session:
            result = register_stage.import_rows(session, row)
            db.finish(session)
            return result

    with Session(engine) as session, ThreadPoolExecutor(1) as pool:
        first = register_stage.import_rows(session, row)
        waiting = pool.submit(second)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        db.finish(session)
        later = waiting.result(timeout=30)
    engine.dispose()

    assert (counts(first), counts(later)) == ((1, 1, 0, 0, 0), (1, 0, 0, 1, 0))
