"""The numbers of the rules in plain words, for the administrators and for the public list of changes."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from app.petition.rulebook import bounds
from app.web.shared import filters
from app.web.shared.say import _, later

NAMES: Mapping[str, LazyString] = {
    "title_min": later("提議名稱最少字數"),
    "title_max": later("提議名稱最多字數"),
    "demands_max": later("訴求最多項數"),
    "demand_min": later("每項訴求最少字數"),
    "demand_max": later("每項訴求最多字數"),
    "text_max": later("理由、利益與影響最多字數"),
    "evidence_max": later("佐證最多項數"),
    "agencies_max": later("建議機關最多個數"),
    "similar_shown": later("顯示的相似提議件數"),
    "merge_offer_days": later("同意併案的天數"),
    "in_review_at_once": later("每人同時檢核中的件數"),
    "submissions": later("期間內可以送出的件數"),
    "submissions_days": later("計算送出件數的天數"),
    "review_workdays": later("檢核的工作天數"),
    "appeal_days": later("申訴的天數"),
    "duplicate_months": later("回應後幾個月內算重複"),
    "four_eyes_refuse": later("不進入附議要兩位檢核人員"),
    "four_eyes_hide": later("隱藏要兩位檢核人員"),
    "second_look_percent": later("抽出複看的決定百分比"),
    "second_look_days": later("決定之後可以複看的天數"),
    "few": later("少於幾件的比例要註明"),
    "claim_minutes": later("認領案件保留的分鐘數"),
    "advice_workdays": later("機關提供檢核意見的工作天數"),
    "update_title_max": later("近況標題最多字數"),
    "update_text_max": later("近況最多字數"),
    "updates": later("期間內可以發布的近況"),
    "updates_days": later("計算近況的天數"),
    "endorse_days": later("附議的天數"),
    "endorse_threshold": later("成案的附議人數"),
    "endorsement_withdrawable": later("附議可以收回"),
    "persons_per_phone": later("每個手機號碼的人數"),
    "smallest_cell": later("統計格子最少人數"),
    "early_warning": later("提醒機關的附議人數"),
    "near_percent": later("快達標的百分比"),
    "accept_days": later("機關確認或說明不主管的天數"),
    "respond_months": later("回應的月數"),
    "plan_days": later("公布處理規劃的天數"),
    "contact_days": later("與提議者聯繫的天數"),
    "meeting_seats_max": later("會議抽籤名額最多幾人"),
    "seat_days": later("中籤後確認出席的天數"),
    "lots_days": later("會議後保留抽籤名單的天數"),
    "extend_months": later("展延的月數"),
    "summary_max": later("白話摘要最多字數"),
    "attachments_max": later("回應附件最多個數"),
    "attachment_max_mb": later("每個附件最多幾MB"),
    "attachment_alternative_min": later("附件的文字說明最少字數"),
    "repeats_percent": later("和先前回應相似到多少百分比要提醒"),
    "statutes_percent": later("法條占多少百分比要提醒"),
    "reason_useful": later("理由少於幾字要提醒"),
    "recall_minutes": later("公布後可以收回的分鐘數"),
    "follow_up_months": later("研議進度間隔的月數"),
    "comment_min": later("意見最少字數"),
    "comment_max": later("意見最多字數"),
    "reply_max": later("回覆最多字數"),
    "answer_reply_max": later("提議者回覆回應最多字數"),
    "ratings_shown_from": later("滿幾人才公布對回應的看法"),
    "survey_days": later("回應後幾天寄滿意度調查"),
    "survey_open_days": later("滿意度調查開放幾天"),
    "survey_text_max": later("滿意度調查最多字數"),
    "comments_per_hour": later("每人每小時的意見"),
    "comment_edit_minutes": later("意見可以修改的分鐘數"),
    "discuss_rank_days": later("票數多十倍抵幾天的新舊"),
    "discuss_days_after_answer": later("回應後討論的天數"),
    "pause_days": later("投票日前幾天開始暫停"),
    "close_days": later("回應後結案的天數"),
    "key_months": later("結案後銷毀附議金鑰的月數"),
}


def name(number: str) -> str:
    """What a number of the policy is called."""
    return str(NAMES.get(number, number))


def value(number: str, of: int) -> str:
    """A number as it is read: grouped, or yes and no."""
    if is_choice(number):
        return _("是") if of else _("否")
    return filters.count(of)


def is_choice(number: str) -> bool:
    """Is it a yes or a no?"""
    return bounds(number) == (0, 1)
