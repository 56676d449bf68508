"""The commands that keep the system going, on a database that is whole and on broken ones."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import psycopg
import pytest
from cryptography.fernet import Fernet

from bargaining import audit, cli, clock, config, db, factory
from bargaining.actions import job_runs as run_actions
from bargaining.actions import rebuild as rebuild_actions
from bargaining.actions.persons import PersonKey
from bargaining.cli import embedded, parts
from bargaining.models.person import Person
from bargaining.rules.roles import SYSTEM
from tests import cluster
from tests.office import furnished

FILED_ON = date(2026, 3, 3)


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    """Run a command with some environment; return its exit code and what it said."""

    def run(*words, url, instance=tmp_path / "instance", **environ):
        given = {"DATABASE_URL": url, "BARGAINING_INSTANCE": str(instance), **environ}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, arguments=words)
        said = capsys.readouterr()
        return SimpleNamespace(code=ended.value.code, out=said.out, err=said.err)

    return run


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    """A system with a few cases."""
    with furnished(make_furnished(), tmp_path_factory.mktemp("instance")) as made:
        for _case in range(3):
            made.filed_case(on=FILED_ON)
        yield made


@pytest.fixture
def bargaining(command, office):
    def run(*words):
        return command(*words, url=office.url, instance=office.instance)

    return run


def force(url: str, *statements: str) -> None:
    """Do as the server's superuser what nothing of ours would do, past every trigger."""
    with psycopg.connect(
        host=cluster.socket_of(url), user=embedded.SUPERUSER, dbname=cluster.name_of(url)
    ) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


class TestMigrate:
    def test_an_empty_database_becomes_a_system_that_can_be_worked_with(
        self, command, bare_database_url
    ):
        first = command("migrate", url=bare_database_url)
        again = command("migrate", url=bare_database_url)

        assert (first.code, again.code) == (0, 0)
        assert "已装入参考表" in first.out
        assert again.out == "数据库结构已是最新。\n"
        for table, least in (("place", 360), ("industry", 1900), ("law_entry", 1000)):
            (rows,) = cluster.ask(bare_database_url, f"SELECT count(*) FROM {table}")  # noqa: S608
            assert rows > least
        assert cluster.ask(
            bare_database_url, "SELECT count(*) FROM union_body WHERE kind = 'district'"
        ) == (33,)
        assert command("audit", "verify", url=bare_database_url).code == 0

    def test_a_server_that_does_not_answer_is_named_in_one_line(self, command, tmp_path):
        done = command("migrate", url=f"postgresql://x@/x?host={tmp_path}")

        assert (done.code, done.out) == (3, "")
        assert done.err.startswith("数据库没有回答")
        assert len(done.err.splitlines()) == 1

    def test_an_account_that_may_not_change_the_structure_is_told_what_it_lacks(
        self, command, bare_database_url
    ):
        poor = f"poor_{cluster.name_of(bare_database_url)}"
        force(bare_database_url, f"CREATE ROLE {poor} LOGIN")

        done = command("migrate", url=bare_database_url.replace(embedded.OWNER, poor, 1))

        assert done.code == 3
        assert "所有者" in done.err
        force(bare_database_url, f"DROP ROLE {poor}")

    def test_web_and_worker_may_sign_in_as_somebody_else_than_the_owner(
        self, command, bare_database_url
    ):
        web = f"web_{cluster.name_of(bare_database_url)}"
        force(bare_database_url, f"CREATE ROLE {web} LOGIN")
        as_web = bare_database_url.replace(embedded.OWNER, web, 1)

        done = command("migrate", url=as_web, DATABASE_OWNER_URL=bare_database_url)
        verified = command("audit", "verify", url=as_web, DATABASE_OWNER_URL=bare_database_url)

        assert (done.code, done.err) == (0, "")
        assert verified.code == 0
        force(bare_database_url, f"REVOKE {db.APP_ROLE} FROM {web}", f"DROP ROLE {web}")


REGISTER = {"enterprises": 3, "unions": 617, "different": 0, "differences": []}


class TestRebuild:
    def test_projections_that_equal_their_events_are_fine(self, bargaining):
        done = bargaining("rebuild", "--check", "--json")

        assert done.code == 0
        assert json.loads(done.out) == {
            "check": True, "cases": 3, "different": 0, "differences": [], "register": REGISTER,
        }  # fmt: skip

    def test_a_row_that_says_otherwise_is_named_and_only_rebuilding_mends_it(
        self, bargaining, office
    ):
        (number,) = cluster.ask(office.url, "SELECT max(number) FROM bargaining_case")
        force(office.url, f"UPDATE bargaining_case SET state = 'signed' WHERE number = '{number}'")  # noqa: S608

        found = bargaining("rebuild", "--check", "--json")
        still = bargaining("rebuild", "--check")

        assert (found.code, still.code) == (1, 1)
        (difference,) = json.loads(found.out)["differences"]
        assert difference == {"number": number, "differences": ["state: 'signed' ≠ 'filed'"]}
        assert "共 3 件，有差异 1 件" in still.out

        done = bargaining("rebuild")

        assert done.code == 0
        assert "已重算 1 件" in done.out
        assert bargaining("rebuild", "--check").code == 0
        assert cluster.ask(
            office.url,
            f"SELECT count(*) FROM audit_entry WHERE event = 'case.rebuild'"  # noqa: S608
            f" AND subject = 'case:{number}'",
        ) == (1,)

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM deadline WHERE rule_id = 'T-REVIEW'",
            "UPDATE deadline SET due_on = due_on + 1 WHERE rule_id = 'T-REVIEW'",
            (
                "INSERT INTO deadline (case_id, rule_id, start_sequence, start_on, holder, certain,"
                " rule_version, proof) SELECT id, 'T-DATA', 77, '2026-01-01', 'both', true, 'x',"
                " '{}' FROM bargaining_case"
            ),
        ],
    )
    def test_a_deadline_too_few_another_or_too_many_is_found_and_mended(
        self, bargaining, office, damage
    ):
        force(office.url, damage)

        assert json.loads(bargaining("rebuild", "--check", "--json").out)["different"] == 3
        assert bargaining("rebuild").code == 0
        assert bargaining("rebuild", "--check").code == 0

    @pytest.mark.parametrize(
        ("column", "wrong", "said"),
        [
            ("name", "'别的名字'", "name: '别的名字' ≠"),
            ("workers", "41", "workers: 41 ≠ 40"),
            ("street_code", "'110108013'", "street_code: '110108013' ≠ '110108012'"),
            ("operating", "false", "operating: False ≠ True"),
            ("initials", "'x'", "initials: 'x' ≠"),
        ],
    )
    def test_a_register_row_that_says_otherwise_than_its_history_is_named_and_mended(
        self, bargaining, office, column, wrong, said
    ):
        (first,) = cluster.ask(office.url, "SELECT min(id) FROM enterprise")
        force(office.url, f"UPDATE enterprise SET {column} = {wrong} WHERE id = {first}")  # noqa: S608

        found = bargaining("rebuild", "--check", "--json")

        assert found.code == 1
        (difference,) = json.loads(found.out)["register"]["differences"]
        assert difference["number"] == f"企业 {first}"
        assert difference["differences"][0].startswith(said)
        assert bargaining("rebuild").code == 0
        assert bargaining("rebuild", "--check").code == 0
        assert cluster.ask(
            office.url,
            "SELECT count(*) FROM audit_entry WHERE event = 'register.rebuild'"  # noqa: S608
            f" AND subject = 'enterprise:{first}'",
        )[0] > 0  # fmt: skip

    def test_a_union_is_compared_too_and_one_that_nobody_wrote_about_is_named(
        self, bargaining, office
    ):
        force(
            office.url,
            "INSERT INTO union_body (id, name, kind, chair_name, has_seal, last_sequence,"
            " row_version) VALUES (990, '无名工会', 'single', '', true, 0, 1)",
        )

        found = bargaining("rebuild", "--check", "--json")
        mended = bargaining("rebuild")

        assert (found.code, mended.code) == (1, 1)
        assert json.loads(found.out)["register"]["differences"] == [
            {"number": "工会 990", "differences": ["没有任何登记经过"]}
        ]
        force(office.url, "DELETE FROM union_body WHERE id = 990")
        assert bargaining("rebuild", "--check").code == 0

    def test_every_batch_is_looked_at(self, bargaining, office, monkeypatch):
        monkeypatch.setattr(rebuild_actions, "BATCH", 2)
        force(office.url, "UPDATE bargaining_case SET workers_covered = 7")

        assert json.loads(bargaining("rebuild", "--json").out)["different"] == 3
        assert json.loads(bargaining("rebuild", "--check", "--json").out) == {
            "check": True, "cases": 3, "different": 0, "differences": [], "register": REGISTER,
        }  # fmt: skip

    def test_a_history_that_cannot_be_folded_is_named_and_the_others_are_mended(
        self, bargaining, office
    ):
        force(
            office.url,
            "INSERT INTO case_event (id, case_id, sequence, kind, occurred_on, recorded_at,"
            " actor_name, actor_role, on_behalf, payload, voids) SELECT 99999, min(id), 50,"
            " 'adopt_draft', '2026-03-04', now(), 'x', 'system', '', '{}', '{}'"
            " FROM bargaining_case",
            "UPDATE bargaining_case SET workers_covered = 7",
        )

        done = bargaining("rebuild", "--json")

        assert done.code == 1
        assert json.loads(done.out)["different"] == 3
        left = json.loads(bargaining("rebuild", "--check", "--json").out)["differences"]
        assert len(left) == 1
        assert "事件无法重算" in left[0]["differences"][0]
        force(office.url, "DELETE FROM case_event WHERE id = 99999")
        assert bargaining("rebuild").code == 0

    def test_rows_from_before_a_column_was_there_are_folded_again(self, bargaining, office):
        force(office.url, "UPDATE bargaining_case SET state_since = NULL")

        said = bargaining("migrate")

        assert said.code == 0
        assert "重算 3 件" in said.out
        assert cluster.ask(
            office.url, "SELECT count(*) FROM bargaining_case WHERE state_since IS NULL"
        ) == (0,)
        assert "重算" not in bargaining("migrate").out


class TestAudit:
    def test_a_whole_chain_is_fine(self, bargaining, office):
        (entries,) = cluster.ask(office.url, "SELECT count(*) FROM audit_entry")

        done = bargaining("audit", "verify", "--json")

        assert done.code == 0
        assert json.loads(done.out) == {"ok": True, "entries": entries, "breaks": []}

    @pytest.mark.parametrize(
        ("damage", "number", "reason"),
        [
            ("UPDATE audit_entry SET actor_name = '别人' WHERE number = 3", 3, "内容与哈希不符"),
            ("DELETE FROM audit_entry WHERE number = 3", 3, "缺少第 3 条"),
            (
                "DELETE FROM audit_entry WHERE number = (SELECT max(number) FROM audit_entry)",
                None,
                "末尾被截断",
            ),
        ],
    )
    def test_a_change_a_gap_and_a_cut_off_end_are_found(
        self, command, cluster, office, damage, number, reason
    ):
        broken = cluster.create(template=_name(office.url))
        force(broken, damage)

        done = command("audit", "verify", "--json", url=broken)
        told = command("audit", "verify", url=broken)

        assert (done.code, told.code) == (1, 1)
        answer = json.loads(done.out)
        assert answer["ok"] is False
        first = answer["breaks"][0]
        assert reason in first["reason"]
        assert number in (None, first["number"])
        assert "不完整" in told.out
        cluster.drop(broken)


def _name(url):
    """A database can be copied only while nobody is connected to it."""
    force(
        url.replace(cluster.name_of(url), "postgres"),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608
        f" WHERE datname = '{cluster.name_of(url)}'",
    )
    return cluster.name_of(url)


class TestDoctor:
    @pytest.fixture
    def beating(self, office):
        """A worker showed itself a moment ago."""
        with office.app.app_context(), db.transaction(SYSTEM) as session:
            run_actions.beat(session, at=clock.now())
        yield
        cluster.ask(office.url, "DELETE FROM job_run")

    def missing(self, done) -> dict[str, dict]:
        return {part["name"]: part for part in json.loads(done.out)["parts"] if not part["ok"]}

    @pytest.mark.usefixtures("beating")
    def test_a_whole_system_is_fine(self, bargaining):
        done = bargaining("doctor", "--json")

        assert self.missing(done) == {}
        assert done.code == 0
        assert json.loads(done.out)["ok"] is True
        names = {part["name"] for part in json.loads(done.out)["parts"]}
        assert names >= {
            "数据库", "历史不可改写", "地方和行业", "标准与规则", "个人信息密钥", "定时任务",
            "登录密钥", "存档文件夹", "磁盘空间", "排版程序", "字体", "文书模板", "网页程序库",
        }  # fmt: skip

    def test_in_words_each_part_is_a_line(self, bargaining):
        lines = bargaining("doctor").out.splitlines()

        assert all(line[0] in "✓✗！" for line in lines[:-1])
        assert any(line.startswith("✗ 定时任务") and "→" in line for line in lines)

    def test_a_worker_that_is_gone_is_missed(self, bargaining, office, beating):
        cluster.ask(office.url, "UPDATE job_run SET last_ok_at = now() - interval '3 minutes'")

        done = bargaining("doctor", "--json")

        assert done.code == 1
        assert set(self.missing(done)) == {"定时任务"}

    @pytest.mark.usefixtures("beating")
    def test_a_job_that_went_wrong_is_told(self, bargaining, office):
        with office.app.app_context(), db.transaction(SYSTEM) as session:
            run = run_actions.begin_run(session, "silence", on=clock.today(), at=clock.now())
            run_actions.end_run(session, run, problem="有 1 件未能登记。", at=clock.now())

        assert self.missing(bargaining("doctor", "--json"))["定时任务"]["found"] == (
            "有 1 件未能登记。"
        )

    @pytest.mark.usefixtures("beating")
    @pytest.mark.parametrize(
        ("damage", "name"),
        [
            ("ALTER TABLE case_event DISABLE TRIGGER case_event_append_only", "历史不可改写"),
            ("DROP TRIGGER wage_post_no_truncate ON wage_post", "历史不可改写"),
            (f"GRANT UPDATE ON issued_paper TO {db.APP_ROLE}", "历史不可改写"),
            ("DELETE FROM law_entry", "标准与规则"),
            (
                "UPDATE law_entry SET retired_at = now() WHERE body->>'value' = '2540'",
                "标准与规则的版本",
            ),
            ("DELETE FROM industry", "地方和行业"),
        ],
    )
    def test_what_is_missing_in_the_database_is_named_with_what_to_do(
        self, command, cluster, office, damage, name
    ):
        broken = cluster.create(template=_name(office.url))
        force(broken, damage)

        done = command("doctor", "--json", url=broken, instance=office.instance)

        assert done.code == 1
        assert set(self.missing(done)) == {name}
        assert self.missing(done)[name]["remedy"]
        cluster.drop(broken)

    @pytest.mark.usefixtures("beating")
    def test_what_an_administrator_decided_otherwise_is_advice_and_stays(
        self, command, cluster, office
    ):
        changed = cluster.create(template=_name(office.url))
        force(
            changed,
            "UPDATE law_entry SET retired_at = now(), retired_by = '李管理'"
            " WHERE body->>'effective_from' = '2023-09-01'",
        )

        done = command("doctor", "--json", url=changed, instance=office.instance)
        again = command("migrate", url=changed)

        parts = {part["name"]: part for part in json.loads(done.out)["parts"]}
        told = parts["标准与规则的版本"]
        assert (told["ok"], told["advice"]) == (True, True)
        assert "保留管理员录入的" in told["found"]
        assert again.out == "数据库结构已是最新。\n"
        cluster.drop(changed)

    def test_a_database_that_does_not_answer_leaves_the_other_parts_to_be_looked_at(
        self, command, tmp_path
    ):
        done = command("doctor", "--json", url=f"postgresql://x@/x?host={tmp_path}")

        assert done.code == 1
        assert set(self.missing(done)) == {"数据库"}
        assert any(part["name"] == "文书模板" for part in json.loads(done.out)["parts"])

    def test_an_old_structure_is_named(self, command, bare_database_url):
        done = command("doctor", "--json", url=bare_database_url)

        assert done.code == 1
        assert "bargaining migrate" in self.missing(done)["数据库"]["found"]

    def test_a_setting_that_cannot_be_read_is_named(self, command):
        done = command("doctor", "--json", url="mysql://x/y")

        assert done.code == 1
        assert set(self.missing(done)) == {"设置"}

    @pytest.mark.usefixtures("beating")
    def test_a_key_that_does_not_open_what_is_sealed_is_missed(self, command, office):
        with office.app.app_context(), db.transaction(SYSTEM) as session:
            sealed = PersonKey(Fernet.generate_key().decode()).seal("13900000001")
            audit.record(session, at=clock.now(), actor=SYSTEM, event="x.y", subject="x:1")
            session.add(Person(name="某人", phone=sealed))

        other = command(
            "doctor", "--json", url=office.url, instance=office.instance,
            PERSON_KEY=Fernet.generate_key().decode(),
        )  # fmt: skip

        assert set(self.missing(other)) == {"个人信息密钥"}

    @pytest.mark.usefixtures("beating")
    def test_a_store_that_cannot_be_written_is_missed(self, command, office, tmp_path):
        (tmp_path / "instance").mkdir()
        (tmp_path / "instance" / "store").write_text("a file, no folder")

        done = command("doctor", "--json", url=office.url, PERSON_KEY="")

        assert "存档文件夹" in self.missing(done)

    def test_a_browser_library_that_is_gone_or_another_is_missed(self, tmp_path):
        for name in ("package.json", "requirements/assets.sha256"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text((config.CHECKOUT / name).read_text("utf-8"))
        wanted = json.loads((tmp_path / "package.json").read_text("utf-8"))["vendor"]
        for target in list(wanted)[1:]:
            (tmp_path / target).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / target).write_bytes((config.CHECKOUT / target).read_bytes())
        (tmp_path / list(wanted)[1]).write_text("another")

        (part,) = parts._assets(tmp_path)

        assert not part.ok
        assert all(target in part.found for target in list(wanted)[:2])
        assert list(wanted)[2] not in part.found
