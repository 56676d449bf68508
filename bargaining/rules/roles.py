"""Who may do what? Roles, the actor, and the layers of sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """A person's part in the work (角色)."""

    UNION_CHAIR = "union_chair"
    STREET_STAFF = "street_staff"
    INSTRUCTOR = "instructor"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """Name the role as people say it (角色名称)."""
        return LABELS[self]


LABELS: dict[Role, str] = {
    Role.UNION_CHAIR: "企业工会主席",
    Role.STREET_STAFF: "街道社工",
    Role.INSTRUCTOR: "集体协商指导员",
    Role.STREET: "街道（乡镇）总工会",
    Role.DISTRICT: "区总工会",
    Role.CITY: "市总工会",
    Role.REVIEWER: "人社审查人员",
    Role.ADMIN: "系统管理员",
}

# What a role is given with: a place, a union, or nothing.
PLACE_ROLES = frozenset(
    {Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER, Role.INSTRUCTOR}
)
SIGNED_IN = frozenset(Role)
OFFICIALS = frozenset({Role.STREET, Role.DISTRICT, Role.CITY})
RECORDERS = frozenset({Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR})
CASE_READERS = frozenset(
    {
        Role.UNION_CHAIR,
        Role.STREET_STAFF,
        Role.INSTRUCTOR,
        Role.STREET,
        Role.DISTRICT,
        Role.CITY,
        Role.REVIEWER,
    }
)
REGISTER_READERS = frozenset({Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR, *OFFICIALS})
REGISTER_KEEPERS = frozenset({Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.CITY})
# Who reads telephone numbers: those who call the enterprise.
CONTACT_READERS = RECORDERS


class Sight(StrEnum):
    """How deep into one case somebody sees (可见层次).

    `full`: wage tables, minutes, papers. `findings`: states, dates, findings, averages, people
    affected. `filed`: what was filed with the reviewer. `figures`: state and dates only.
    """

    FULL = "full"
    FINDINGS = "findings"
    FILED = "filed"
    FIGURES = "figures"


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one role (操作人).

    `places` are GB/T 2260 codes (district 6, township 9 digits); a place covers every code that
    begins with it, `110000` and `000000` everything below. `role` is None for the operator at
    the command line and for the system's own clock, who see everything and are named so in the
    audit.
    """

    user_id: int | None
    name: str
    role: Role | None
    places: frozenset[str] = frozenset()
    union_ids: frozenset[int] = frozenset()
    enterprise_ids: frozenset[int] = frozenset()
    roles: tuple[Role, ...] = field(default=(), compare=False)

    @property
    def role_label(self) -> str:
        """Name what the actor acts as (身份)."""
        return self.role.label if self.role else "系统"


OPERATOR = Actor(user_id=None, name="系统操作员", role=None)
SYSTEM = Actor(user_id=None, name="系统", role=None)


def place_prefixes(places: Iterable[str]) -> tuple[str, ...]:
    """Turn place codes into the prefixes that every code below them begins with (属地前缀).

    `110000` → `11`, `110108` → `110108`, `110108012` → itself, `000000` → the empty prefix.
    """
    return tuple(sorted({_prefix(code) for code in places}))


def _prefix(code: str) -> str:
    if code == "000000":
        return ""
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    if len(code) == 6 and code.endswith("00"):
        return code[:4]
    return code


def sight(actor: Actor, *, agreed_to_help: bool | None) -> Sight:
    """Tell how deep an actor sees into a case that is visible to them (可见层次).

    `agreed_to_help`: the union agreed once that the street records for it (同意代录); None for
    a shared contract that is somebody else's, of which only states and findings are seen.
    """
    if agreed_to_help is None and actor.role in (*RECORDERS, Role.STREET, Role.DISTRICT):
        return Sight.FINDINGS
    match actor.role:
        case None | Role.UNION_CHAIR | Role.INSTRUCTOR:
            return Sight.FULL
        case Role.STREET_STAFF:
            return Sight.FULL if agreed_to_help else Sight.FINDINGS
        case Role.STREET | Role.DISTRICT:
            return Sight.FINDINGS
        case Role.REVIEWER:
            return Sight.FILED
        case Role.CITY | Role.ADMIN:
            return Sight.FIGURES
