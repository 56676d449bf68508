"""Which parts does the system need, and is each of them there?"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import clock, config, db
from bargaining.actions.persons import PersonKey
from bargaining.cli import edge, embedded
from bargaining.errors import NotReady, Unusable
from bargaining.models.person import Person
from bargaining.queries import job_runs as run_queries
from bargaining.queries import law as law_queries
from bargaining.queries import places as place_queries
from bargaining.queries import structure as structure_queries
from bargaining.readers import seeds
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.roles import OPERATOR

OLDEST_SERVER = 15
LEAST_FREE = 1024**3
_MARKS = {True: "✓", False: "✗"}


@dataclass(frozen=True)
class Part:
    """One part of the system: whether it is there, what was found, what to do about it.

    With `advice` a part that is there is still worth a look.
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""
    advice: bool = False

    def __str__(self) -> str:
        mark = "！" if self.ok and self.advice else _MARKS[self.ok]
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{mark} {self.name}：{self.found}{remedy}"

    def as_json(self) -> dict[str, object]:
        """Put it into the shape of `doctor --json`."""
        return {
            "name": self.name,
            "ok": self.ok,
            "advice": self.advice,
            "found": self.found,
            "remedy": self.remedy,
        }


def examine(ctx: click.Context) -> list[Part]:
    """Look at every part; what cannot be looked at for want of another is said too."""
    try:
        settings = config.Settings.from_env(os.environ)
    except NotReady as problem:
        return [
            Part("设置", ok=False, found=str(problem), remedy="请按 README“设置”一节修改环境变量")
        ]
    return [
        *_database_parts(ctx, settings),
        *_folders(settings),
        *_printing(settings),
        *_assets(config.CHECKOUT),
    ]


# ── what the database tells ──────────────────────────────────────────────────────────────────


def _database_parts(ctx: click.Context, settings: config.Settings) -> list[Part]:
    stopped = settings.database_url is None and embedded.find_running(settings.instance) is None
    try:
        with edge.open_app(ctx), db.transaction(OPERATOR) as session:
            return [
                *_server(session, settings),
                *_contents(session),
                _person_key(session, settings),
                _worker(session, stopped=stopped),
            ]
    except NotReady as problem:
        return [Part("数据库", ok=False, found=str(problem), remedy="处理后再检查其余各项")]


def _server(session: Session, settings: config.Settings) -> Iterator[Part]:
    server = structure_queries.server(session)
    yield Part(
        "数据库",
        ok=server.major >= OLDEST_SERVER,
        found=f"PostgreSQL {server.version}，结构最新",
        remedy="" if server.major >= OLDEST_SERVER else f"请升级到 {OLDEST_SERVER} 以上",
    )
    if settings.database_url is None or embedded.find_running(settings.instance):
        yield Part(
            "登录数据库",
            ok=True,
            advice=True,
            found="自带的数据库信任本机用户，不核对密码",
            remedy="适合试用和一个单位自己的机器；多人共用的服务器请设置 DATABASE_URL",
        )
    open_tables = structure_queries.rewritable_tables(session)
    safe = server.role == db.APP_ROLE and not server.may_do_all and not open_tables
    yield Part(
        "历史不可改写",
        ok=safe,
        found=f"以 {server.role} 身份运行"
        + ("，不能改写历史" if safe else f"，可改写：{'、'.join(open_tables) or '全部'}"),
        remedy="" if safe else "请由数据库管理员恢复权限和触发器，并运行 bargaining audit verify",
    )


def _contents(session: Session) -> Iterator[Part]:
    places = len(place_queries.list_places(session))
    industries = len(place_queries.list_industry_codes(session))
    loaded = places > 0 and industries > 0
    yield Part(
        "地方和行业",
        ok=loaded,
        found=f"地方 {places} 个，行业 {industries} 个",
        remedy="" if loaded else "请运行 bargaining migrate",
    )
    law = law_queries.is_loaded(session)
    yield Part(
        "标准与规则",
        ok=law,
        found="已装入" if law else "没有装入",
        remedy="" if law else "请运行 bargaining migrate",
    )
    if law:
        yield _edition(session)


def _edition(session: Session) -> Part:
    """Compare the law as recorded with the shipped one: what is new, and what differs."""
    plan = law_queries.shipped_upgrade(session, seeds.load_law_book())
    waiting = len(plan.added) + len(plan.retired)
    kept = len(plan.conflicts)
    said = [f"有 {waiting} 条没有更新"] if waiting else ["与随版本的一致"]
    said += [f"{kept} 条与管理员录入的不同，保留管理员录入的"] if kept else []
    check = "在“标准与时限”核对管理员录入的条目"
    remedy = f"请运行 bargaining migrate；仍然如此的，请{check}" if waiting else f"可{check}"
    return Part(
        "标准与规则的版本",
        ok=not waiting,
        advice=bool(kept),
        found="；".join(said),
        remedy=remedy if waiting or kept else "",
    )


def _person_key(session: Session, settings: config.Settings) -> Part:
    sealed = session.scalar(select(Person.phone).where(Person.phone.is_not(None)).limit(1))
    kept = settings.given_person_key or (settings.instance / "person_key").exists()
    name, remedy = "个人信息密钥", "请从备份恢复 person_key 文件，或改正 PERSON_KEY"
    if not kept:
        if sealed is None:
            return Part(name, ok=True, found="尚未使用，首次使用时生成")
        return Part(name, ok=False, found="密钥文件不见了，已加密的联系电话打不开", remedy=remedy)
    try:
        key = PersonKey(settings.person_key)
        if sealed is not None:
            key.open(sealed)
    except NotReady as problem:
        return Part(name, ok=False, found=str(problem), remedy=remedy)
    return Part(name, ok=True, found="可用；请另存一份，丢失后无法恢复")


def _worker(session: Session, *, stopped: bool) -> Part:
    name = "定时任务"
    if not run_queries.worker(session, at=clock.now()).runs:
        if stopped:
            return Part(
                name, ok=True, advice=True, found="系统没有启动", remedy="启动：bargaining up"
            )
        return Part(
            name,
            ok=False,
            found="没有在运行，默示生效等到期事项无人登记",
            remedy="请用 bargaining up 或 bargaining work 启动",
        )
    failed = [run for run in run_queries.list_runs(session) if run.ok is False]
    if failed:
        return Part(
            name,
            ok=False,
            found=failed[0].problem,
            remedy="请看日志，处理后运行 bargaining work --once",
        )
    return Part(name, ok=True, found="正在运行")


# ── what stands on the disk ──────────────────────────────────────────────────────────────────


def _folders(settings: config.Settings) -> Iterator[Part]:
    try:
        ready = len(settings.secret_key) >= config.SHORTEST_SECRET
        yield Part("登录密钥", ok=ready, found="可用")
    except NotReady as problem:
        yield Part("登录密钥", ok=False, found=str(problem), remedy="请检查文件夹权限或恢复备份")
    store = settings.instance / "store"
    try:
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=store, prefix=".doctor-"):
            pass
        free = shutil.disk_usage(store).free
    except OSError as problem:
        yield Part(
            "存档文件夹", ok=False, found=f"不能写入 {store}（{problem.strerror}）",
            remedy="请用建立它的用户运行，或改正文件夹权限",
        )  # fmt: skip
        return
    yield Part("存档文件夹", ok=True, found=f"{store} 可写")
    enough = free >= LEAST_FREE
    yield Part(
        "磁盘空间",
        ok=enough,
        found=f"剩余 {free / LEAST_FREE:.1f} GB",
        remedy="" if enough else "请清理磁盘，至少留出 1 GB",
    )


def _printing(settings: config.Settings) -> Iterator[Part]:
    try:
        # Imported here: without Pango the import itself fails, and that is what is asked.
        import weasyprint

        yield Part("排版程序", ok=True, found=f"WeasyPrint {weasyprint.__version__}")
    except OSError:
        yield Part(
            "排版程序", ok=False, found="缺少 Pango，不能生成 PDF",
            remedy="请安装 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )  # fmt: skip
        return
    yield from _fonts(settings)
    yield _templates()


def _fonts(settings: config.Settings) -> Iterator[Part]:
    from bargaining.documents import fonts

    try:
        fonts.shelf(settings.instance)
    except NotReady as problem:
        yield Part("字体", ok=False, found=str(problem), remedy="请安装 fonts-noto-cjk")
        return
    lacking = fonts.lacking(settings.instance)
    if not lacking:
        yield Part("字体", ok=True, found="公文字体齐备")
    for sentence in lacking:
        yield Part("字体", ok=True, advice=True, found=sentence)


def _templates() -> Part:
    from bargaining.documents import definitions, templates

    missing = []
    for kind, paper in CATALOGUE.items():
        try:
            templates.compiled(definitions.definition(kind).template)
        except (NotReady, Unusable, OSError):
            missing.append(paper.title)
    return Part(
        "文书模板",
        ok=not missing,
        found=f"缺少或不能使用：{'、'.join(missing)}" if missing else f"{len(CATALOGUE)} 种齐备",
        remedy="请从安装包恢复 doc_templates 文件夹" if missing else "",
    )


def _assets(checkout: Path) -> Iterator[Part]:
    wanted = json.loads((checkout / "package.json").read_text("utf-8"))["vendor"]
    lines = (checkout / "requirements" / "assets.sha256").read_text("utf-8").splitlines()
    hashes = {target: digest for digest, target in (line.split("  ", 1) for line in lines)}
    wrong = [target for target in wanted if _hash(checkout / target) != hashes.get(target)]
    yield Part(
        "网页程序库",
        ok=not wrong,
        found=f"缺少或不符：{'、'.join(wrong)}" if wrong else f"{len(wanted)} 个文件齐备",
        remedy="请运行 make assets" if wrong else "",
    )


def _hash(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
