"""What can be done with personal data? Sealed when it comes in, opened by name, erased for good."""

from __future__ import annotations

from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from bargaining import audit, errors
from bargaining.models.person import Person
from bargaining.rules.roles import Actor


class PersonKey:
    """The key that seals personal data (个人信息密钥); it never shows itself."""

    def __init__(self, key: str) -> None:
        try:
            self._fernet = Fernet(key)
        except ValueError as problem:
            raise errors.NotReady("个人信息密钥的格式不对，请核对 PERSON_KEY。") from problem

    def seal(self, text: str) -> bytes:
        """Encrypt a text (加密)."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Decrypt a text; NotReady where it was sealed with another key (解密)."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as problem:
            raise errors.NotReady(
                "个人信息密钥与数据库里的不是同一把，请从备份恢复密钥文件。"
            ) from problem


def phone_of(person: Person | None, key: PersonKey) -> str:
    """Open somebody's telephone number, empty where there is none (联系电话)."""
    if person is None or person.phone is None:
        return ""
    return key.open(person.phone)


def erase_person(session: Session, person_id: int, *, actor: Actor, at: datetime) -> None:
    """Erase somebody's contact for good (清除个人信息); the row stays, empty, for its references.

    Raises NotVisible where there is no such person.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise errors.NotVisible
    person.name, person.phone, person.erased_at = "", None, at
    audit.record(session, at=at, actor=actor, event="person.erase", subject=f"person:{person_id}")
