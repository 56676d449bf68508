"""How do values travel? Frozen values to plain primitives and back, checked field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import partial
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bargaining import errors

Row = dict[str, Any]
Reader = Callable[[Any], Any]
T = TypeVar("T")
_PLANS: dict[type, dict[str, tuple[Field[Any], Reader]]] = {}


def as_primitive(value: object) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Turn a value into what JSON knows: days ISO, decimals and codes as strings (转为基本类型)."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [as_primitive(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_primitive(getattr(value, each.name)) for each in fields(value)}
    return value


def from_primitive(kind: type[T], row: object) -> T:
    """Build a value from its primitives (由基本类型还原).

    Raises Unusable, naming the field, where a field is unknown, missing or of another type.
    """
    if not isinstance(row, Mapping):
        raise errors.Unusable(f"应为成组的字段，实为“{row}”。")
    plan = _plan(kind)
    unknown = [str(key) for key in row if key not in plan]
    if unknown:
        raise errors.Unusable(f"不认识的字段 {unknown[0]}。", field=unknown[0])
    return kind(**{name: _field(name, plan[name], row) for name in plan if _given(plan[name], row)})


def _given(plan: tuple[Field[Any], Reader], row: Mapping[str, Any]) -> bool:
    field = plan[0]
    optional = field.default is not MISSING or field.default_factory is not MISSING
    return field.name in row or not optional


def _field(name: str, plan: tuple[Field[Any], Reader], row: Mapping[str, Any]) -> object:
    if name not in row:
        raise errors.Unusable(f"缺少字段 {name}。", field=name)
    try:
        return plan[1](row[name])
    except errors.Unusable as problem:
        raise errors.Unusable(f"{name}：{problem}", field=name) from problem
    except (TypeError, ValueError, InvalidOperation) as problem:
        raise errors.Unusable(f"字段 {name} 的值“{row[name]}”无法识别。", field=name) from problem


def _plan(kind: type) -> dict[str, tuple[Field[Any], Reader]]:
    """Work out once per type how each field is read; types never change while running."""
    plan = _PLANS.get(kind)
    if plan is None:
        hints = get_type_hints(kind)
        plan = {each.name: (each, _reader(hints[each.name])) for each in fields(kind)}
        _PLANS[kind] = plan
    return plan


def _reader(hint: Any) -> Reader:  # noqa: ANN401 -- a type hint has no narrower type
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        inner = _reader(next(each for each in get_args(hint) if each is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        each_reader = _reader(get_args(hint)[0])
        return lambda value: tuple(each_reader(each) for each in _list(value))
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(from_primitive, cast("type[Any]", hint))
    if issubclass(hint, Enum):
        return lambda value: hint(value)
    return READERS[hint]


def _list(value: object) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return list(value)


def _day(value: object) -> date:
    return value if type(value) is date else date.fromisoformat(_text(value))


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise errors.Unusable(f"数值 {value} 请加引号，以免舍入。")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(value)
    return number


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


READERS: Mapping[Any, Reader] = {
    date: _day,
    Decimal: _decimal,
    str: _text,
    int: _whole,
    bool: _flag,
}
