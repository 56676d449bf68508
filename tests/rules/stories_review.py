"""Cases whose review leaves the straight path: the office, the papers, the opinion, the day."""

from __future__ import annotations

from tests.rules.cases import FILED, SIGNED, STRAIGHT, TERM, history

CENTRAL = ("confirm_filing_office", "2026-04-09", {"governed": "central"})
ACROSS = ("confirm_filing_office", "2026-04-09", {"governed": "across"})
ASKED = ("confirm_filing_office", "2026-04-10",
         {"governed": "central", "authority": "北京市人力资源和社会保障局"})  # fmt: skip
NO_PROOF = ("file", "2026-04-10", {"method": "window", "proof": "none"})
OBJECTION = ("record_objection", "2026-04-20",
             {"about": "content", "clause": "overtime_base", "article": "第五条",
              "opinion": "加班工资基数低于规定，请修改。"})  # fmt: skip
REFILED = ("refile", "2026-05-08", {"signed_on": "2026-05-06", "proof": "receipt",
                                    "changes": "第五条改为正常劳动应得工资"})  # fmt: skip
SERVED = {"served_union_on": "2026-04-20", "served_employer_on": "2026-04-22",
          "silence_on": "2026-04-28"}  # fmt: skip
OPINION = ("issue_review_opinion", "2026-04-18",
           {"paper": "review_opinion", "version": 1, "result": "none"})  # fmt: skip
EARLY = ("sign", "2026-04-08", {**TERM, "term_from": "2026-01-01", "term_to": "2026-12-31"})


def _completed(*, written: bool) -> tuple[str, str, dict[str, object]]:
    return ("record_completion", "2026-04-15", {"told_in_writing": written})


REVIEW = {
    "中央管辖企业，报送机关待确认": history(*STRAIGHT[:-1], CENTRAL, place="110108"),
    "跨省用人单位，报送机关待确认": history(*STRAIGHT[:-1], ACROSS, place="310101"),
    "中央管辖企业，报送机关已确认": history(*STRAIGHT[:-1], CENTRAL, ASKED, FILED, place="110108"),
    "报送没有凭证": history(*STRAIGHT[:-2], SIGNED, NO_PROOF),
    "书面告知补正后补齐": history(*STRAIGHT, _completed(written=True)),
    "口头要求补正后补齐": history(*STRAIGHT, _completed(written=False)),
    "异议写明条款": history(*STRAIGHT, OBJECTION),
    "就异议修改后重报": history(*STRAIGHT, OBJECTION, REFILED),
    "生成审查意见书，还没有送达": history(*STRAIGHT, OPINION),
    "两方送达日不同": history(*STRAIGHT, ("record_no_objection", "2026-04-20", SERVED)),
    "意见书写明另一个生效日": history(
        *STRAIGHT, ("record_no_objection", "2026-04-20", {**SERVED, "effective_on": "2026-05-01"})
    ),
    "综合合同无异议，届满日未定": history(
        *STRAIGHT, ("record_no_objection", "2026-04-20", {}), kind="general"
    ),
    "期限早于生效": history(
        *STRAIGHT[:-2], EARLY, FILED, ("record_no_objection", "2026-05-06", {})
    ),
}  # fmt: skip
