"""The copy column on its pages, and the office that sets its order."""

from __future__ import annotations

import re

from bargaining import db
from bargaining.queries import office_settings
from bargaining.rules.roles import Role
from tests import stage as stages
from tests.chair_stage import DAY, LAST_YEAR, TERM, TODAY, take


class TestTheCopyColumn:
    def labels(self, text):
        return re.findall(r'class="copy-label"[^>]*>([^<]+)<', text)

    def test_it_stands_beside_the_filing_with_plain_values(self, own_chair, rows):
        with rows() as session:
            for name, given in LAST_YEAR[:4]:
                take(session, own_chair.number, name, **given)
            take(session, own_chair.number, "sign", on=TODAY - 20 * DAY, **TERM, workers_covered=40)
            db.finish(session)

        for path in (f"{own_chair.case}/moves/file", f"{own_chair.case}/filing-values"):
            text = own_chair.get(path).text
            assert 'data-copy="2025-12-31"' in text
            assert 'data-copy="海淀示例面点有限公司"' in text
            assert "待补" in text  # no wage table yet
            assert self.labels(text)[0] == "单位名称"

    def test_the_nearest_office_sets_the_order_for_all_below_it(self, own_chair, as_):
        district, street = as_(Role.DISTRICT), as_(Role.STREET)
        page = "/settings/filing-values"
        ranks = {"rank-signed_on": "2", "rank-uscc": "1", "shown": ["signed_on", "uscc"]}

        district.submit(page, page=page, place=stages.DISTRICT, **ranks)
        found = self.labels(own_chair.get(f"{own_chair.case}/filing-values").text)
        assert found == ["统一社会信用代码", "签订日期"]
        assert "沿用海淀区的设置" in street.get(page).text

        street.submit(page, page=page, place=stages.STREET, shown=["union_name"])
        found = self.labels(own_chair.get(f"{own_chair.case}/filing-values").text)
        assert found == ["工会名称"]

        street.submit(page, page=page, place=stages.STREET, clear="1")
        district.submit(page, page=page, place=stages.DISTRICT, clear="1")
        assert len(self.labels(own_chair.get(f"{own_chair.case}/filing-values").text)) > 20

    def test_nobody_sets_it_for_another_place(self, as_):
        page = "/settings/filing-values"
        street = as_(Role.STREET)

        answer = street.submit(page, page=page, place=stages.DISTRICT, shown=["uscc"])

        assert answer.status_code == 404
        assert street.get(f"{page}?place={stages.STREET_ELSEWHERE}").status_code == 404

    def test_only_who_sees_all_of_a_case_is_given_its_values(self, own_chair, as_, request):
        staff = as_(Role.STREET_STAFF)

        assert staff.get(f"{own_chair.case}/filing-values").status_code == 404
        request.getfixturevalue("agreed")
        assert staff.get(f"{own_chair.case}/filing-values").status_code == 200


def test_everybodys_words_for_a_place_end_with_the_country(rows, stage):
    with rows() as session:
        assert office_settings.chain(session, stages.STREET, stages.DISTRICT) == [
            stages.STREET, stages.DISTRICT, stages.CITY, "000000",
        ]  # fmt: skip
        assert office_settings.chain(session, None) == []
