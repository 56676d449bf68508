"""The forms of the register: what a chair corrects, what its keepers change, and consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from bargaining.actions import enterprises as enterprise_actions
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.queries import places as place_queries
from bargaining.readers import register_cells, tables
from bargaining.rules import uscc
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory
from bargaining.web import forms

UNION_FORMS = [("", "待补"), ("单独", "单独"), ("联合", "联合")]
YES_NO = [("yes", "是"), ("no", "否")]
_MOST = 1_000_000


def _count(label: str, help_text: str = "") -> IntegerField:
    checks = [Optional(), NumberRange(min=0, max=_MOST)]
    return IntegerField(label, checks, description=help_text)


def _text(label: str, longest: int, help_text: str = "") -> StringField:
    return StringField(label, [Optional(), Length(max=longest)], description=help_text)


class ChairForm(forms.Form):
    """What a chair may correct in the own enterprise's entry."""

    seen_sequence = HiddenField()
    workers = _count("职工人数")
    women = _count("女职工数")
    registered_at = _text("注册地", 200)
    operates_at = _text("经营地", 200)
    legal_representative = _text("法定代表人", 80)
    phone = _text("联系电话", 60, "不填即不改；号码加密保存，只给联系企业的人看。")
    effective_on = DateField("自哪一天起", [InputRequired("请填写从哪一天起是这样。")])
    source = StringField(
        "依据",
        [InputRequired("请写明依据。"), Length(max=100)],
        description="从哪里知道的，例如营业执照、企业来函、走访。",
    )

    def validate_phone(self, field: StringField) -> None:
        """Refuse what cannot be dialled."""
        try:
            register_cells.phone(field.data or "")
        except ValueError as problem:
            raise ValidationError("联系电话不像电话号码，请核对。") from problem


class KeeperForm(ChairForm):
    """What the keepers of the register may change."""

    name = StringField("单位名称", [InputRequired("请填写单位名称。"), Length(max=120)])
    code = _text("统一社会信用代码", 40, "18 位；暂缺的可以先空着，报送前须补上。")
    street_code = SelectField(
        "街道（乡镇）",
        [InputRequired("请选择街道（乡镇）。")],
        description="统计归属的街道。",
        render_kw={"data-picker": True},
    )
    industry_code = SelectField("国民经济行业", [Optional()], render_kw={"data-picker": True})
    ownership = StringField(
        "登记注册类型",
        [Optional(), Length(max=60)],
        render_kw={"list": "registration-types", "autocomplete": "off"},
    )
    migrants = _count("农民工数")
    dispatched = _count("劳务派遣数")
    unionised = RadioField("是否建会", choices=forms.choices(YES_NO))
    union_form = SelectField("建会形式", [Optional()], choices=forms.choices(UNION_FORMS))
    members = _count("会员人数")
    chair_name = _text("工会主席", 80)
    operating = RadioField("是否正常经营", choices=forms.choices(YES_NO))
    # Not Optional(): that would skip the check below where nothing is typed.
    operating_ground = StringField(
        "不在正常经营的依据",
        [Length(max=120)],
        description="选“否”时填写，例如吊销公告、走访记录及日期。",
    )

    def validate_operating_ground(self, field: StringField) -> None:
        """Ask for the ground where an enterprise is said not to operate."""
        if self.operating.data == "no" and not field.data:
            raise ValidationError("请写明不在正常经营的依据。")


class HelpForm(forms.Form):
    """The day of a union's consent, and the paper it stands on."""

    agreed_on = DateField("同意的日期", [InputRequired("请填写同意的日期。")])
    ground = StringField(
        "依据",
        [Optional(), Length(max=100)],
        description="谁签的、原件存在哪里，例如“主席王某签字，原件存街道”。",
    )


class WithdrawForm(forms.Form):
    """The paper by which a consent is taken back; the chair needs none."""

    reason = _text("撤回的依据", 100)


_BLANK_IS_NONE = frozenset({"code", "industry_code"})
_TEXTS = frozenset(
    {
        "registered_at", "operates_at", "legal_representative", "name", "code", "street_code",
        "industry_code", "ownership", "union_form", "chair_name", "operating_ground",
    }
)  # fmt: skip
_ANSWERS = frozenset({"unionised", "operating"})


def edit_form(session: Session, enterprise: Enterprise, *, actor: Actor) -> ChairForm:
    """Make the form that an actor may change an enterprise with, bound to what was typed."""
    if actor.role is Role.UNION_CHAIR:
        return ChairForm()
    form = KeeperForm()
    streets = street_choices(session, actor, now=enterprise.street_code)
    form.street_code.choices = forms.choices(streets)
    form.industry_code.choices = forms.choices([("", "待补"), *_industries(session)])
    return form


def fill(form: ChairForm, enterprise: Enterprise) -> None:
    """Put what the register says into a fresh form."""
    form.seen_sequence.data = str(enterprise.last_sequence)
    for field in form:
        name = field.short_name
        if name in _ANSWERS:
            field.data = "yes" if getattr(enterprise, name) else "no"
        elif name in enterprise_actions.CHANGEABLE:
            value = getattr(enterprise, name)
            field.data = "" if value is None and name in _TEXTS else value


def changes(form: ChairForm) -> dict[str, Any]:
    """Take a form's typing as the register's fields."""
    said: dict[str, Any] = {}
    for field in form:
        name = field.short_name
        if name in _ANSWERS:
            said[name] = field.data == "yes"
        elif name in enterprise_actions.CHANGEABLE:
            said[name] = (field.data or "") if name in _TEXTS else field.data
    return _tidied(said)


def _tidied(said: Mapping[str, Any]) -> dict[str, Any]:
    tidied = dict(said)
    if "code" in tidied:
        tidied["code"] = uscc.normalised(tidied["code"])
        tidied["name"] = register_cells.company_name(tidied["name"])
        tidied["union_form"] = tidied["union_form"] if tidied["unionised"] else ""
        tidied["operating_ground"] = "" if tidied["operating"] else tidied["operating_ground"]
    for name in _BLANK_IS_NONE & tidied.keys():
        tidied[name] = tidied[name] or None
    return tidied


def phone(form: ChairForm) -> str | None:
    """Read the number that was typed, None where it stays as it is."""
    return register_cells.phone(form.phone.data or "")


def registration_types() -> list[str]:
    """Name the types of registration that are offered."""
    return [one.name for one in tables.read_registration_types()]


def street_choices(
    session: Session, actor: Actor, *, now: str | None = None
) -> list[tuple[str, str]]:
    """List the streets of an actor's territory, each with its district."""
    places = {one.code: one for one in place_queries.list_places(session)}
    territory = Territory.of(actor.places)
    return [
        (one.code, _street_label(one, places))
        for one in places.values()
        if _is_street(one)
        and (one.code == now or _covers(territory, one, everywhere=actor.role is None))
    ]


def _is_street(place: Place) -> bool:
    """The zone is a place to be counted in as well as a district of its own."""
    return place.kind not in ("country", "province", "district")


def _covers(territory: Territory, street: Place, *, everywhere: bool) -> bool:
    is_zone = street.kind == "development_zone"
    district = street.code if is_zone else street.parent_code or ""
    return everywhere or territory.covers(district_code=district, street_code=street.code)


def _street_label(street: Place, places: Mapping[str, Place]) -> str:
    district = places.get(street.parent_code or "")
    if district is None or street.kind == "development_zone":
        return street.name
    return f"{district.name}·{street.name}"


def _industries(session: Session) -> list[tuple[str, str]]:
    """Divisions, groups and classes; a section's letter alone is no code of an enterprise."""
    names = place_queries.industry_names(session)
    return [(code, f"{code} {name}") for code, name in sorted(names.items()) if code.isdigit()]
