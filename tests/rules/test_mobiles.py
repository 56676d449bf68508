"""Is it a mobile number, however it is typed, and is its middle hidden?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bargaining.rules import uscc
from bargaining.rules.mobiles import has_any, hidden, masked, read_mobile, stands_in


@pytest.mark.parametrize(
    "typed",
    ["13912345678", " 139 1234 5678 ", "139-1234-5678", "１３９１２３４５６７８", "+86 13912345678",
     "8613912345678", "0086-139 1234 5678"],
)  # fmt: skip
def test_it_is_read_however_it_is_typed(typed):
    assert read_mobile(typed) == "13912345678"


@pytest.mark.parametrize(
    "typed",
    ["", "1391234567", "139123456789", "12912345678", "23912345678", "010-62345678", "王某",
     "13912345678a", "86139123456", "1391234567８９"],
)  # fmt: skip
def test_everything_else_is_none(typed):
    assert read_mobile(typed) is None


@given(st.text(max_size=20))
def test_what_is_read_is_always_eleven_plain_digits(typed):
    found = read_mobile(typed)

    assert found is None or (len(found) == 11 and found.isascii() and found.isdigit())


@pytest.mark.parametrize(
    "text",
    ["王经理13912345678", "电话：139 1234 5678。", "微信 139-1234-5678", "１３９１２３４５６７８",
     "身份证110108199001011234", "110108 19900101 123X", "+86 138.0013.8000", "138 001 38000"],
)  # fmt: skip
def test_a_number_is_found_within_a_text(text):
    assert stands_in(text)


@pytest.mark.parametrize(
    "text",
    ["", "人事经理，约 2026-03-01 再谈", "办公室 010-62345678", "受理号 202611000123456",
     "涨 3900 元，共 13912 人", "快递 4139123456789"],
)  # fmt: skip
def test_other_figures_are_no_such_number(text):
    assert not stands_in(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("王经理，。 ", max_size=5))
def test_whatever_is_read_as_a_number_is_found_within_words(mobile, words):
    assert stands_in(f"{words}{mobile}{words}")


def test_only_the_ends_of_a_number_are_shown_and_other_names_whole():
    assert masked("13912345678") == "139****5678"
    assert masked("chair@demo") == "chair@demo"


@given(
    st.from_regex(r"1[3-9][0-9]{9}|[0-9]{17}[0-9X]", fullmatch=True),
    st.sampled_from([("0123456789X", "０１２３４５６７８９Ｘ"), ("", ""), ("01", "𝟎𝟏")]),
    st.text("王经理，（）。", max_size=5),
)
def test_no_number_is_left_in_a_text_that_leaves_the_house(number, wide, words):
    assume(not uscc.is_valid(number))
    written = number.translate(str.maketrans(*wide))

    assert hidden(f"{words}{written}{words}") == f"{words}（号码略）{words}"
    assert not stands_in(hidden(f"电话{written}，{number}。"))


def test_what_is_no_such_number_leaves_as_it_is():
    text = "北京示例第３商贸有限公司（2026-00012），10月8日前，还剩 3 天。"

    assert hidden(text) == text.replace("３", "3")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请拨 138 0013 8000 ，谢谢", "请拨 （号码略） ，谢谢"),
        ("电话6888-1234或138-0013-8000", "电话（号码略）或（号码略）"),
        ("+8613800138000", "（号码略）"),
        ("0086-138 0013 8000", "（号码略）"),
        ("138.0013.8000", "（号码略）"),
        ("138,0013,8000", "（号码略）"),
        ("138.001.380.00", "（号码略）"),
        ("138—0013—8000", "（号码略）"),
        ("138－0013－8000", "（号码略）"),
        ("138 001 38000", "（号码略）"),
        ("（138）00138000", "（号码略）"),
        ("138\u200b0013\u200b8000", "（号码略）"),
        ("1 3 8 0 0 1 3 8 0 0 0", "（号码略）"),
        ("139 1234 5678 138 0013 8000", "（号码略） （号码略）"),
        ("2026-11-09 138 0013 8000 2026-12-01", "2026-11-09 （号码略） 2026-12-01"),
        ("110108-2026-0039 010-68881234", "110108-2026-0039 （号码略）"),
        ("010-68881234", "（号码略）"),
        ("（010）6888-1234", "（号码略）"),
        ("0755 2688 1234", "（号码略）"),
        ("01068881234", "（号码略）"),
        ("+86-10-68881234", "（号码略）"),
        ("400-800-1234", "（号码略）"),
        ("8008101234", "（号码略）"),
        ("110108-19800101-1234", "（号码略）"),
        ("110108 1980 0101 123X", "（号码略）"),
        ("110108198001011", "（号码略）"),
        ("110108800101123", "（号码略）"),
        ("13800138000元旦前", "（号码略）元旦前"),
    ],
)
def test_a_number_leaves_no_house_however_it_is_written(text, left):
    assert hidden(text) == left
    assert has_any(text)
    assert not has_any(left)


_GAPS = ("", " ", "-", ".", "—", "－", "‑", "·", "\u3000", " - ", "\u200b", ") ", "_")
_BESIDE = ("", "电话", "，", "2026-11-09 ", "110108-2026-0039 ", "（", "tel:")


@st.composite
def _mobiles(draw):
    front = draw(st.sampled_from(["", "+86", "86 ", "0086-", "+86 "]))
    digits, gap = (
        draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)),
        draw(st.sampled_from(_GAPS)),
    )
    first, second = draw(st.sampled_from([(3, 7), (3, 6), (4, 7), (4, 8)]))
    return f"{front}{digits[:first]}{gap}{digits[first:second]}{gap}{digits[second:]}"


@st.composite
def _landlines(draw):
    area = draw(st.sampled_from(["010", "021", "029", "0311", "0755", "0991"]))
    rest = draw(st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True))
    near, far = (
        draw(st.sampled_from(["", " ", "-", "—", ") ", "."])),
        draw(st.sampled_from(["", " ", "-"])),
    )
    return f"{area}{near}{rest[:-4]}{far}{rest[-4:]}"


@st.composite
def _services(draw):
    digits, gap = (
        draw(st.from_regex(r"[48]00[0-9]{7}", fullmatch=True)),
        draw(st.sampled_from(_GAPS)),
    )
    return f"{digits[:3]}{gap}{digits[3:6]}{gap}{digits[6:]}"


@st.composite
def _identities(draw):
    born = draw(st.dates(date(1930, 1, 1), date(2015, 12, 31)))
    region = draw(st.sampled_from(["110108", "310101", "440305", "659001"]))
    gap = draw(st.sampled_from(["", " ", "-", ".", "—"]))
    last = draw(st.from_regex(r"[0-9]{3}[0-9Xx]", fullmatch=True))
    if draw(st.booleans()):
        return f"{region}{gap}{born:%y%m%d}{gap}{last[:3]}"
    assume(not uscc.is_valid(f"{region}{born:%Y%m%d}{last}".upper()))
    return f"{region}{gap}{born:%Y%m%d}{gap}{last}"


@given(
    st.one_of(_mobiles(), _landlines(), _services(), _identities()),
    st.sampled_from(_BESIDE),
    st.sampled_from(["", "。", "，", "）", " 2026-11-09", "张三", " 转 8"]),
)
def test_of_no_number_four_digits_of_its_end_are_left(number, before, after):
    assume(not (before.endswith("-") or number.startswith("86")))
    left = hidden(f"{before}{number}{after}")

    assert "（号码略）" in left
    assert not has_any(left)
    assert re.sub(r"\D", "", left) == re.sub(r"\D", "", before + after)


@pytest.mark.parametrize(
    "text", ["工资总额 130,000,000.00 元", "1,380,013,800.0 元", "13,800,138,000"]
)
def test_a_sum_with_its_thousands_set_apart_stays(text):
    assert hidden(text) == text
    assert not has_any(text)


@st.composite
def _credit_codes(draw):
    front = draw(st.sampled_from(["91110108", "91310101", "11110119", "52440305", "13110108"]))
    body = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
    code = f"{front}{body}{uscc.organisation_check_digit(body)}"
    return f"{code}{uscc.check_digit(code)}"


_PLAIN = st.one_of(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)).flatmap(
        lambda on: st.sampled_from(
            [f"{on:%Y-%m-%d}", f"{on.year}年{on.month}月{on.day}日", f"{on:%Y/%m/%d}",
             f"{on:%Y.%m.%d}", f"{on.year}-{on.year + 1}", f"{on:%m-%d}"]
        )
    ),
    st.builds("{}-{}-{:04d}".format, st.sampled_from(["110108", "130102", "440305"]),
              st.integers(2024, 2099), st.integers(1, 99_999)),
    st.decimals(0, 10**9, places=2).flatmap(
        lambda sum_: st.sampled_from([f"{sum_:,} 元", f"{sum_} 元", f"{sum_:,}元/月"])
    ),
    st.builds("第{}条".format, st.integers(1, 300)),
    st.builds("第{}-{}条".format, st.integers(1, 300), st.integers(1, 300)),
    st.builds("京人社〔{}〕{}号".format, st.integers(1990, 2099), st.integers(1, 999)),
    _credit_codes().filter(lambda code: not re.fullmatch(r"\d{6}(?:18|19|20)\d{10}X?", code)),
)  # fmt: skip


@example(["130,000,000.00 元"], "，")
@given(st.lists(_PLAIN, max_size=4), st.sampled_from(["，", " ", "：", "（", "至"]))
def test_days_numbers_of_cases_sums_articles_and_credit_codes_stay(written, between):
    text = between.join(written)

    assert hidden(text) == text
    assert not has_any(text)
