"""`bargaining import`: registers and ledgers by command, on a real database."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text

from bargaining import cli, factory
from bargaining.readers import sheets
from tests import register_files, register_stage
from tests.register_files import enterprise

KEYS = {"read", "created", "updated", "unchanged", "rejected", "error_file"}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def told(self) -> dict:
        return json.loads(self.stdout)


@pytest.fixture
def url(make_database):
    made = make_database()
    register_stage.load_for_good(made)
    return made


@pytest.fixture
def bargaining(url, tmp_path, monkeypatch, capsys):
    """Run commands in a folder of their own that holds the samples."""
    for name in ("enterprises.xlsx", "enterprises_with_errors.csv", "contracts.xlsx"):
        shutil.copy(register_files.SAMPLES / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("BARGAINING_INSTANCE", str(tmp_path / "instance"))

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, arguments=["import", *words])
        said = capsys.readouterr()
        return Done(ended.value.code, said.out, said.err)

    return run


def count(url, table):
    engine = create_engine(url)
    with engine.connect() as connection:
        counted = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
    engine.dispose()
    return counted


def written(path, *rows):
    path.write_bytes(register_files.register_csv(*rows))
    return str(path)


class TestEnterprises:
    def test_the_sample_creates_120_and_a_second_time_changes_nothing(self, bargaining, url):
        first = bargaining("enterprises", "enterprises.xlsx", "--json")
        entries = count(url, "register_change")
        second = bargaining("enterprises", "enterprises.xlsx", "--json")

        assert (first.code, second.code) == (0, 0)
        assert first.told.keys() >= KEYS
        assert {name: first.told[name] for name in KEYS} == {
            "read": 120, "created": 120, "updated": 0, "unchanged": 0, "rejected": [],
            "error_file": None,
        }  # fmt: skip
        assert (second.told["created"], second.told["unchanged"]) == (0, 120)
        assert count(url, "register_change") == entries
        assert count(url, "audit_entry") == 2  # the reference tables, and the first import

    def test_rejected_rows_leave_exit_0_and_go_back_in_a_file(self, bargaining, tmp_path):
        done = bargaining("enterprises", "enterprises_with_errors.csv", "--json")

        told = done.told
        assert (done.code, told["read"], told["created"]) == (0, 12, 4)
        assert [one["row"] for one in told["rejected"]] == [3, 5, 6, 7, 8, 9, 10, 11]
        assert told["rejected"][0].keys() == {"row", "column", "reason"}
        assert told["rejected_rows"] == 8
        assert told["error_file"] == "enterprises_with_errors_导入结果.xlsx"
        sheet = sheets.read_sheet((tmp_path / told["error_file"]).read_bytes(), name="结果")
        last = sheet.width - 1
        assert [sheet.own(row, last) for row in (1, 2)] == ["导入结果", "已导入：新增"]
        assert sheet.own(3, last) == f"未导入：{told['rejected'][0]['reason']}"
        assert [str(sheet.own(number, 1))[-3:] for number in (2, 13)] == ["501", "512"]

    def test_no_file_that_is_there_is_written_over(self, bargaining, tmp_path):
        there = tmp_path / "enterprises_with_errors_导入结果.xlsx"
        there.write_text("mine")

        done = bargaining("enterprises", "enterprises_with_errors.csv", "--json")

        assert done.told["error_file"] == "enterprises_with_errors_导入结果-2.xlsx"
        assert there.read_text() == "mine"

    def test_a_named_error_file_is_used_but_never_over_one_that_is_there(
        self, bargaining, tmp_path, url
    ):
        (tmp_path / "mine.xlsx").write_text("mine")

        refused = bargaining("enterprises", "enterprises_with_errors.csv", "--errors", "mine.xlsx")
        done = bargaining(
            "enterprises", "enterprises_with_errors.csv", "--errors", "other.xlsx", "--json"
        )

        assert (refused.code, refused.stdout) == (2, "")
        assert "已经存在" in refused.stderr
        assert (tmp_path / "mine.xlsx").read_text() == "mine"
        assert (done.told["created"], done.told["error_file"]) == (4, "other.xlsx")
        assert (tmp_path / "other.xlsx").exists()

    def test_an_error_file_that_cannot_be_written_leaves_nothing_imported(self, bargaining, url):
        done = bargaining("enterprises", "enterprises_with_errors.csv", "--errors", "no/such.xlsx")

        assert done.code == 2
        assert "没有导入任何一行" in done.stderr
        assert count(url, "enterprise") == 0

    def test_a_dry_run_answers_the_same_and_writes_nothing(self, bargaining, tmp_path, url):
        before = {path.name for path in tmp_path.glob("*.xlsx")}

        dry = bargaining("enterprises", "enterprises_with_errors.csv", "--dry-run", "--json").told

        assert (dry["read"], dry["created"], dry["rejected_rows"]) == (12, 4, 8)
        assert dry["error_file"] is None
        assert count(url, "enterprise") == 0
        assert count(url, "audit_entry") == 1
        assert {path.name for path in tmp_path.glob("*.xlsx")} == before
        real = bargaining("enterprises", "enterprises_with_errors.csv", "--json").told
        assert {**real, "error_file": None} == dry

    def test_without_json_it_speaks_in_sentences(self, bargaining, tmp_path):
        path = written(tmp_path / "a.csv", enterprise(1), enterprise(2, 区="没有区"))

        done = bargaining("enterprises", path)

        assert "读取 2 行，新增 1，更新 0，无变化 0，未导入 1。" in done.stdout
        assert "第 3 行 区：没有“没有区”这个区" in done.stdout
        assert "a_导入结果.xlsx" in done.stdout

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("missing.xlsx", None, "读不到文件"),
            ("empty.xlsx", b"", "空文件"),
            ("a.csv", "甲,乙\n1,2\n".encode(), "街道（乡镇）"),
        ],
    )
    def test_a_file_that_is_none_is_refused_in_one_line(
        self, bargaining, tmp_path, name, content, words
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)

        done = bargaining("enterprises", name, "--json")

        assert (done.code, done.stdout) == (2, "")
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1

    def test_an_unknown_account_is_refused(self, bargaining, url):
        done = bargaining("enterprises", "enterprises.xlsx", "--as", "nobody")

        assert done.code == 2
        assert count(url, "enterprise") == 0


class TestContracts:
    def test_rows_that_cannot_be_read_are_rejected_beside_those_that_cannot_be_taken(
        self, bargaining, tmp_path
    ):
        head = {
            "统一社会信用代码": register_files.code(1),
            "单位名称": "甲",
            "合同种类": "工资专项",
            "签订方式": "单独",
            "签字日": "2026-01-05",
            "年度增幅": "4.5%",
        }
        path = written(tmp_path / "台账.csv", head, {**head, "年度增幅": "许多"})

        told = bargaining("contracts", path, "--json").told

        assert (told["read"], told["created"], told["rejected_rows"]) == (2, 0, 2)
        assert [(one["row"], one["column"]) for one in told["rejected"]] == [
            (2, "统一社会信用代码"), (3, "年度增幅"),
        ]  # fmt: skip
        assert told["error_file"] == "台账_导入结果.xlsx"

    def test_a_file_without_its_columns_is_refused(self, bargaining):
        done = bargaining("contracts", "enterprises.xlsx")

        assert done.code == 2
        assert "合同种类" in done.stderr


def test_help_names_both_imports(bargaining):
    done = bargaining("--help")

    assert done.code == 0
    assert "enterprises" in done.stdout
    assert "contracts" in done.stdout
