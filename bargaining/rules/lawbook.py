"""Where does a rule or a figure of a place stand? All the law as one value, looked up by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bargaining import errors
from bargaining.rules.basis import Basis
from bargaining.rules.calendar import Calendar, Reading
from bargaining.rules.deadline_rules import (
    ContractKind,
    CountingBasis,
    CountingMatter,
    DeadlineRule,
)
from bargaining.rules.festivals import HolidayRecord
from bargaining.rules.figures import Figure, FigureValue

NATION = "000000"
INDUSTRIES = "GB/T 4754-2017"  # the edition the register's industry codes belong to


@dataclass(frozen=True)
class Place:
    """A place whose law is recorded, by its GB/T 2260 code (地区)."""

    code: str
    name: str


@dataclass(frozen=True)
class LeftOut:
    """A seed's entry that was not loaded, and why (未收录的条目)."""

    figure: str
    place: str
    entry: str
    reason: str


@dataclass(frozen=True)
class ReadingOfPlace:
    """Which reading of the roll-over an office judges lateness by (本地顺延口径)."""

    place: str
    reading: Reading


@dataclass(frozen=True)
class LawBook:
    """Rules, figures and holidays of every place (规则与标准汇编).

    A street inherits from its district, a district from its province, a province from the
    nation; what a place states itself prevails.
    """

    places: tuple[Place, ...] = ()
    rules: tuple[DeadlineRule, ...] = ()
    figures: tuple[Figure, ...] = ()
    counting: tuple[CountingBasis, ...] = ()
    holidays: HolidayRecord = HolidayRecord()
    left_out: tuple[LeftOut, ...] = ()
    readings: tuple[ReadingOfPlace, ...] = ()

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        """The recorded places by code (地区名称)."""
        return {place.code: place.name for place in self.places}

    def place_name(self, code: str) -> str:
        """Name a place, a street by the district it lies in (地区名称)."""
        return self.place_names[next(each for each in self.chain(code) if each in self.place_names)]

    def chain(self, place: str) -> tuple[str, ...]:
        """List a place and those it inherits from (地区层级), nearest first; or raise Unusable."""
        found = self._chains.get(place)
        if found is None:
            found = self._chains[place] = self._chain(place)
        return found

    @cached_property
    def _chains(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _chain(self, place: str) -> tuple[str, ...]:
        if place == NATION:
            return (NATION,)
        district = place[:6]
        shaped = place.isascii() and place.isdigit() and len(place) in {6, 9, 12}
        if not shaped or district not in self.place_names:
            raise errors.Unusable(
                f"没有收录地区代码“{place}”，请用 000000（全国）、110000（北京市）、"
                "310000（上海市）或者两市的区、街道代码。",
                field="place",
            )
        steps = dict.fromkeys([place, district, f"{district[:2]}0000", NATION])
        return tuple(steps)

    @cached_property
    def _rules_by_id(self) -> Mapping[str, tuple[DeadlineRule, ...]]:
        found: dict[str, list[DeadlineRule]] = {}
        for rule in self.rules:
            found.setdefault(rule.id, []).append(rule)
        return {name: tuple(rules) for name, rules in found.items()}

    def find_rule(self, rule_id: str, *, on: date, place: str) -> DeadlineRule | None:
        """Return the rule in force on a day at a place, or None (适用规则)."""
        stated = self._rules_by_id.get(rule_id, ())
        for code in self.chain(place):
            held = [rule for rule in stated if rule.place == code and rule.holds(on=on)]
            if held:
                return max(held, key=lambda rule: rule.effective_from)
        return None

    def rule(self, rule_id: str, *, on: date, place: str) -> DeadlineRule:
        """Return the rule in force on a day at a place (适用规则).

        Raises Unusable for an id nobody knows, LawMissing where the rule does not reach.
        """
        if rule_id not in self._rules_by_id:
            raise errors.Unusable(f"没有编号为“{rule_id}”的期限规则。", field="rule")
        found = self.find_rule(rule_id, on=on, place=place)
        if found is None:
            raise errors.LawMissing(rule_id, on, place=place)
        return found

    def list_rules(self, *, on: date, place: str) -> list[DeadlineRule]:
        """List the rules in force on a day at a place (现行期限规则)."""
        found = (self.find_rule(rule_id, on=on, place=place) for rule_id in self._rules_by_id)
        return [rule for rule in found if rule is not None]

    def sources(self, duty: str, *, on: date, place: str, kind: ContractKind) -> list[DeadlineRule]:
        """List every rule that states one duty for a contract kind (同一义务的各项来源)."""
        named = self._ids_by_duty.get(duty, ())
        found = (self.find_rule(rule_id, on=on, place=place) for rule_id in named)
        return [rule for rule in found if rule is not None and kind in rule.kinds]

    @cached_property
    def _ids_by_duty(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for rule in self.rules:
            found.setdefault(rule.duty, {})[rule.id] = None
        return {duty: tuple(ids) for duty, ids in found.items()}

    def counting_basis(self, matter: CountingMatter, *, on: date) -> Basis | None:
        """Return the article on counting in force on a day, if recorded (期间计算依据)."""
        begun = [each for each in self.counting if each.matter is matter]
        begun = [each for each in begun if each.effective_from <= on]
        latest = max(begun, key=lambda each: each.effective_from, default=None)
        return latest.basis() if latest else None

    @cached_property
    def _reading_by_place(self) -> Mapping[str, Reading]:
        return {each.place: each.reading for each in self.readings}

    def reading(self, place: str) -> Reading:
        """Return the reading that judges lateness at a place (判逾期的口径); B unless set."""
        if not self.readings:
            return Reading.B
        held = (code for code in self.chain(place) if code in self._reading_by_place)
        return self._reading_by_place.get(next(held, ""), Reading.B)

    def calendar(self, *, known_until: date | None = None) -> Calendar:
        """Return the calendar of days off, cut where told (放假日历); what it knows stays known."""
        return self._whole if known_until is None else Calendar(self.holidays, known_until)

    @cached_property
    def _whole(self) -> Calendar:
        return Calendar(self.holidays)

    @cached_property
    def _figures_by_key(self) -> Mapping[tuple[str, str], tuple[Figure, ...]]:
        found: dict[tuple[str, str], list[Figure]] = {}
        for figure in self.figures:
            found.setdefault((figure.name, figure.place), []).append(figure)
        return {key: tuple(figures) for key, figures in found.items()}

    @cached_property
    def _whole_by_name(self) -> Mapping[str, Figure]:
        return {each.name: each for each in reversed(self.figures) if each.scope is None}

    @cached_property
    def figure_names(self) -> frozenset[str]:
        """The names of all figures of all places (标准名称)."""
        return frozenset(figure.name for figure in self.figures)

    def figure_history(self, name: str, *, place: str, scope: str = "") -> Figure:
        """Return a figure with its history as a place has it (标准沿革).

        `scope` is the name or the code of an industry, occupation or class. Raises Unusable for
        a name or scope nobody knows, and for a figure that is only stated by scopes. A place
        that records none, nor any place above it, gets an empty history, whose every day is
        LawMissing.
        """
        if name not in self.figure_names:
            raise errors.Unusable(f"没有名为“{name}”的标准。", field="figure")
        if scope:
            return self._of_scope(name, scope, place=place)
        for code in self.chain(place):
            for figure in self._figures_by_key.get((name, code), ()):
                if figure.scope is None:
                    return figure
        known = self._whole_by_name.get(name)
        if known is None:
            raise errors.Unusable(self._say_scopes(name, place=place), field="scope")
        return Figure(name=name, place=place, label=known.label, unit=known.unit, kind=known.kind)

    def _of_scope(self, name: str, scope: str, *, place: str) -> Figure:
        found = [
            figure
            for figure in self.list_scopes(name, place=place)
            if figure.scope is not None and scope in {figure.scope.name, figure.scope.code}
        ]
        if not found:
            raise errors.Unusable(self._say_scopes(name, place=place, asked=scope), field="scope")
        return found[0]

    def _say_scopes(self, name: str, *, place: str, asked: str = "") -> str:
        label = next(figure.label for figure in self.figures if figure.name == name)
        names = [figure.scope_name for figure in self.list_scopes(name, place=place)]
        if not names:
            return f"“{label}”在这个地方没有按范围收录的数。"
        some = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
        wrong = f"没有收录“{asked}”的；" if asked else ""
        return f"“{label}”按范围分别收录，{wrong}请写明范围：{some}。"

    def list_scopes(self, name: str, *, place: str) -> list[Figure]:
        """List a divided figure's parts as a place has them (按范围收录的标准)."""
        found: dict[str, Figure] = {}
        for code in self.chain(place):
            for figure in self._figures_by_key.get((name, code), ()):
                if figure.scope is not None:
                    found.setdefault(figure.scope.name, figure)
        return list(found.values())

    def find_of_industry(self, name: str, *, place: str, codes: Sequence[str]) -> Figure | None:
        """Return the part of a figure for an industry, or None (行业标准).

        `codes` are the industry's own code and those above it in GB/T 4754-2017, nearest first;
        what was reckoned by an earlier edition is no answer.
        """
        held = {
            figure.scope.code: figure
            for figure in reversed(self.list_scopes(name, place=place))
            if figure.scope is not None and figure.scope.edition == INDUSTRIES
        }
        return next((held[code] for code in codes if code in held), None)

    def figure(self, name: str, *, on: date, place: str, scope: str = "") -> FigureValue:
        """Return a figure's value in force on a day (适用标准).

        Raises Unusable, NotPublished or LawMissing as `figure_history` and `value_on` say.
        """
        return self.figure_history(name, place=place, scope=scope).value_on(on)

    def list_figures(self, *, place: str) -> list[Figure]:
        """List every undivided figure a place has, its own or inherited (全部标准)."""
        names = dict.fromkeys(figure.name for figure in self.figures if figure.scope is None)
        found = (self.figure_history(name, place=place) for name in names)
        return [figure for figure in found if figure.values or figure.gaps]

    def list_divided(self, *, place: str) -> dict[str, list[Figure]]:
        """List the divided figures a place has, by name, with their parts (分范围的标准)."""
        names = dict.fromkeys(figure.name for figure in self.figures if figure.scope is not None)
        found = {name: self.list_scopes(name, place=place) for name in names}
        return {name: parts for name, parts in found.items() if parts}
