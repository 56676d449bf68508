"""Which office receives a collective contract? 集体合同规定 第43条, 北京市集体合同条例 第39条."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.rules.basis import Basis

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"


@dataclass(frozen=True)
class FilingAuthority:
    """Where a contract is to be filed (报送机关).

    `by_person` is True where the texts point to different offices, so that a person decides and
    no district is chosen for him.
    """

    words: str
    by_person: bool
    basis: tuple[Basis, ...]


def filing_authority(
    *, place: str, centrally_governed: bool | None, across_provinces: bool | None
) -> FilingAuthority:
    """Say where an enterprise files, as far as the texts agree (报送机关).

    `place` is the code of the district it lies in; None means that nobody has said whether the
    enterprise is 中央管辖 or 跨省. Those two file with the ministry or the province it names
    (集体合同规定 第43条), while Beijing's rule names the district for everybody: a person decides.
    """
    local = _local(place)
    if centrally_governed or across_provinces:
        what = "中央管辖企业" if centrally_governed else "跨省、自治区、直辖市的用人单位"
        unlike = "与所在地区报送的规定不一致，" if local else ""
        return FilingAuthority(
            words=f"{what}的集体合同应当报送人社部或其指定的省级人社部门，{unlike}"
            "请人工确认报送机关。",
            by_person=True,
            basis=(Basis(NATIONAL, "第43条"), *local),
        )
    office = _office(place)
    words = f"向用人单位所在地的{office}报送。"
    if centrally_governed is None or across_provinces is None:
        words += f"中央管辖企业和跨省的用人单位请先向{office}确认报送机关。"
    return FilingAuthority(words=words, by_person=False, basis=(Basis(NATIONAL, "第43条"), *local))


def _office(place: str) -> str:
    """Beijing names the district, Shanghai city or district, the nation 县级以上 (规定 第7条)."""
    if place.startswith("11"):
        return "区人社部门"
    return "市或者区人社部门" if place.startswith("31") else "县级以上人社部门"


def _local(place: str) -> tuple[Basis, ...]:
    if place.startswith("11"):
        return (Basis(BEIJING, "第39条"),)
    return (Basis(SHANGHAI, "第23条"),) if place.startswith("31") else ()
