"""With which settings does it run? Read once from the environment; refuses to start if short."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from bargaining.errors import NotReady

CHECKOUT = Path(__file__).resolve().parents[1]
DRIVER = "postgresql+psycopg"
SHORTEST_SECRET = 32
LONGEST_PUBLIC_URL = 80  # a longer one makes the picture on a paper too fine for telephones
PERSON_KEY_BYTES = 32
_SITE = re.compile(r"https?://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:[0-9]+)?(/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True)
class Settings:
    """What one process needs to know about its surroundings.

    `database_url` is None where the embedded database is meant and its address is not known
    yet; whoever starts or finds it fills it in by `with_database`. `public_url` is the address
    that papers name, empty where nobody set one.
    """

    database_url: str | None
    owner_url: str | None
    instance: Path
    host: str
    port: int
    public_url: str = ""
    given_secret_key: str | None = field(default=None, repr=False)
    given_person_key: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings; raise NotReady with a finished sentence where one is malformed."""
        database_url = _database_url("DATABASE_URL", environ.get("DATABASE_URL", ""))
        owner_url = _database_url("DATABASE_OWNER_URL", environ.get("DATABASE_OWNER_URL", ""))
        if owner_url is not None and database_url is None:
            raise NotReady("设置了 DATABASE_OWNER_URL 却没有 DATABASE_URL，请两者都设，或都不设。")
        instance = environ.get("BARGAINING_INSTANCE", "").strip()
        return cls(
            database_url=database_url,
            owner_url=owner_url or database_url,
            instance=Path(instance).expanduser().absolute() if instance else CHECKOUT / "instance",
            host=environ.get("BARGAINING_HOST", "").strip() or "127.0.0.1",
            port=_port(environ.get("BARGAINING_PORT", "").strip() or "8000"),
            public_url=public_url(environ.get("BARGAINING_PUBLIC_URL", "").strip()),
            given_secret_key=_secret_key(environ.get("SECRET_KEY", "")),
            given_person_key=_person_key("PERSON_KEY", environ.get("PERSON_KEY", "")),
        )

    def with_database(self, url: str) -> Self:
        """Return the same settings with the embedded database's address filled in."""
        return replace(self, database_url=url, owner_url=self.owner_url or url)

    @property
    def secret_key(self) -> str:
        """The key that signs sessions and forms: given, else kept in the instance folder."""
        return self.given_secret_key or _kept(
            self.instance / "secret_key", fresh=secrets.token_urlsafe(48)
        )

    @property
    def person_key(self) -> str:
        """The Fernet key of personal data; losing its file loses every encrypted field."""
        fresh = base64.urlsafe_b64encode(secrets.token_bytes(PERSON_KEY_BYTES)).decode()
        kept = self.given_person_key or _kept(self.instance / "person_key", fresh=fresh)
        return _person_key(str(self.instance / "person_key"), kept) or fresh


def _database_url(name: str, given: str) -> str | None:
    if not given.strip():
        return None
    scheme, mark, rest = given.strip().partition("://")
    if not mark or scheme not in {"postgresql", "postgres", DRIVER}:
        raise NotReady(
            f"{name} 应以 postgresql:// 开头，例如 postgresql://用户@主机/数据库名；本系统只支持 "
            "PostgreSQL 及其兼容数据库。"
        )
    try:
        parts = urlsplit(f"{DRIVER}://{rest}")
        named = len(parts.path.strip("/")) > 0 and (parts.port is None or parts.port > 0)
    except ValueError as problem:
        raise NotReady(f"{name} 的地址写法有误，请核对主机与端口。") from problem
    if not named:
        raise NotReady(f"{name} 没有写明数据库名，例如 postgresql://用户@主机/bargaining。")
    return f"{DRIVER}://{rest}"


def _port(given: str) -> int:
    # isascii: int() would also take full-width digits, which then differ from what is printed.
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise NotReady(f"BARGAINING_PORT 应是 1 至 65535 的整数，现在是“{given}”。")
    return int(given)


def public_url(given: str) -> str:
    """Check the address of the site as papers name it; raise NotReady where it cannot be."""
    if not given:
        return ""
    address = given.rstrip("/")
    try:
        known = bool(_SITE.fullmatch(address)) and urlsplit(address).port != 0
    except ValueError:
        known = False
    if not known:
        raise NotReady(
            "BARGAINING_PUBLIC_URL 应是网站的地址，例如 https://xieshang.example.cn，"
            f"现在是“{given}”。"
        )
    if len(address) > LONGEST_PUBLIC_URL:
        raise NotReady(
            f"BARGAINING_PUBLIC_URL 最多 {LONGEST_PUBLIC_URL} 个字符，请用短一些的域名。"
        )
    return address


def _secret_key(given: str) -> str | None:
    if not given:
        return None
    if len(given) < SHORTEST_SECRET:
        raise NotReady(f"SECRET_KEY 太短：至少 {SHORTEST_SECRET} 个字符，现在是 {len(given)} 个。")
    return given


def _person_key(name: str, given: str) -> str | None:
    if not given:
        return None
    try:
        length = len(base64.urlsafe_b64decode(given.encode()))
    except (ValueError, binascii.Error):
        length = 0
    if length != PERSON_KEY_BYTES:
        raise NotReady(
            f"{name} 应是 {PERSON_KEY_BYTES} 字节的 base64（Fernet 密钥），现在的值不是。"
        )
    return given


def _kept(path: Path, *, fresh: str) -> str:
    """Read a key from its file, making it first where there is none.

    The file appears whole or not at all, and the first of several processes wins.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            part.touch(mode=0o600, exist_ok=False)
            with part.open("w", encoding="utf-8") as file:
                file.write(fresh)
                file.flush()
                os.fsync(file.fileno())
            try:
                path.hardlink_to(part)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        kept = path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise NotReady(f"无法读写 {path}，请检查该文件夹的权限。") from problem
    if len(kept) < SHORTEST_SECRET:
        raise NotReady(f"{path} 的内容不完整，请从备份恢复该文件。")
    return kept
