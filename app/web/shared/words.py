"""The public words of what the code names, with the colour and icon they are shown in. Colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_babel.speaklater import LazyString

from app.accounts.models import Frequency, Role
from app.discuss.models import CommentGround, Lane
from app.petition.lifecycle import Move, Stage
from app.petition.links import Relation
from app.petition.models import Part
from app.petition.personal import Kind
from app.propose.models import RemovalGround
from app.review.advice import Suggestion
from app.review.notes import Spot


@dataclass(frozen=True)
class Look:
    """A word, the kind of its colour (ok, info, warn, bad, gold, mute, or a stage's own), and an icon."""

    word: LazyString
    kind: str
    icon: str


STAGES: Mapping[str, Look] = {
    Stage.IN_REVIEW: Look(_("檢核中"), "review", "search-check"),
    Stage.NOT_ADMITTED: Look(_("不進入附議"), "mute", "circle-x"),
    Stage.ENDORSING: Look(_("附議中"), "endorse", "users"),
    Stage.NOT_REACHED: Look(_("未成案"), "mute", "circle-minus"),
    Stage.RESPONDING: Look(_("機關回應中"), "respond", "landmark"),
    Stage.RESPONDED: Look(_("已回應"), "ok", "circle-check"),
    Stage.FOLLOW_UP: Look(_("研議追蹤中"), "warn", "hourglass"),
    Stage.CLOSED: Look(_("已結案"), "ok", "archive"),
    Stage.WITHDRAWN: Look(_("已撤案"), "mute", "undo-2"),
    Stage.MERGED: Look(_("已併案"), "mute", "copy-check"),
    Stage.HIDDEN: Look(_("已隱藏"), "mute", "eye-off"),
}
OPENS_SOON = Look(_("即將開放附議"), "endorse", "calendar-clock")
NEAR = Look(_("快達標"), "gold", "flame")
REACHED = Look(_("已成案，仍可附議"), "ok", "circle-check")

# A reasoned no is a legitimate answer: grey, not red.
OUTCOMES: Mapping[str, Look] = {
    "adopted": Look(_("同意參採"), "ok", "circle-check"),
    "partly_adopted": Look(_("部分參採"), "info", "circle-dot-dashed"),
    "under_study": Look(_("納入研議"), "warn", "hourglass"),
    "not_adopted": Look(_("不予採納"), "mute", "circle-slash"),
}

PROMISES: Mapping[str, Look] = {
    "promised": Look(_("還沒開始"), "mute", "clock"),
    "started": Look(_("辦理中"), "info", "circle-dot-dashed"),
    "done": Look(_("已完成"), "ok", "circle-check"),
    "dropped": Look(_("不再辦理"), "warn", "circle-x"),
}

# What was told about a promise, by `did` in the ledger's facts.
PROMISE_ACTS: Mapping[str, LazyString] = {
    "started": _("開始辦理"),
    "done": _("已經完成"),
    "dropped": _("不再辦理"),
    "redated": _("更改完成日期"),
}

FREQUENCIES: Mapping[str, LazyString] = {
    Frequency.AT_ONCE: _("立即"),
    Frequency.DAILY: _("每天彙整"),
    Frequency.WEEKLY: _("每週彙整"),
}

MOVES: Mapping[str, LazyString] = {
    Move.SUBMIT: lazy_pgettext("done", "送出提議"),
    Move.WITHDRAW: lazy_pgettext("done", "撤回提議"),
    Move.ADMIT: _("檢核通過"),
    Move.REFUSE: _("檢核決定：不進入附議"),
    Move.HIDE: lazy_pgettext("done", "隱藏提議"),
    Move.APPEAL: _("提出申訴，由另一位檢核人員重新檢核"),
    Move.CONSULT: lazy_pgettext("done", "徵詢機關意見"),
    Move.ADVISE: _("機關意見"),
    Move.ASSIGN: lazy_pgettext("done", "確認權責機關"),
    Move.MARK: _("附議人數到達里程碑，已通知機關"),
    Move.REACH: _("附議人數達到門檻，成案"),
    Move.LAPSE: _("附議期間結束，未達門檻"),
    Move.TAKE_UP: _("機關主動受理"),
    Move.PLAN: lazy_pgettext("done", "公布處理規劃"),
    Move.CONTACT: lazy_pgettext("done", "與提議者聯繫"),
    Move.SKIP: _("說明不辦理一項里程碑"),
    Move.CONVENE: lazy_pgettext("done", "公告一場會議"),
    Move.REARRANGE: lazy_pgettext("done", "改變會議的安排"),
    Move.CALL_OFF: lazy_pgettext("done", "取消會議"),
    Move.DRAW: _("會議名額抽籤"),
    Move.MEET: lazy_pgettext("done", "公布會議紀錄"),
    Move.EXTEND: lazy_pgettext("done", "展延回應期限"),
    Move.ANSWER: lazy_pgettext("done", "公布回應"),
    Move.STUDY: _("公布回應，部分訴求納入研議"),
    Move.RECALL: lazy_pgettext("done", "收回回應"),
    Move.RECALL_FINAL: _("收回最後結論"),
    Move.CORRECT: lazy_pgettext("done", "更正回應"),
    Move.PROGRESS: lazy_pgettext("done", "公布研議進度"),
    Move.REPLY: _("提議者回覆機關的回應"),
    Move.SURVEY: _("開始滿意度調查"),
    Move.PROMISE: lazy_pgettext("done", "更新承諾的進度"),
    Move.CLOSE: _("結案"),
    Move.REMOVE: lazy_pgettext("done", "移除附議"),
    Move.RESTORE: _("恢復移除的附議"),
    Move.UPHOLD: _("移除後低於門檻，決定成案不變，繼續回應"),
    Move.LINK: _("標明和另一件提議的關係"),
    Move.UNLINK: _("取消和另一件提議的關係"),
    Move.OFFER_MERGE: _("提議併案"),
    Move.DECLINE_MERGE: _("不同意併案"),
    Move.MERGE: _("併入另一件提議"),
    Move.ABSORB: _("另一件提議併入這件"),
    Move.PAUSE: _("暫停附議"),
    Move.RESUME: _("恢復附議"),
    Move.SUCCEED: _("機關整併，改由另一個機關承接"),
}

RELATIONS: Mapping[Relation, Look] = {
    Relation.SAME: Look(_("訴求相同"), "gold", "copy"),
    Relation.OPPOSITE: Look(_("主張相反"), "warn", "git-compare"),
    Relation.SIMILAR: Look(_("訴求相近"), "mute", "link"),
}

MILESTONES: Mapping[str, LazyString] = {
    Move.PLAN: lazy_pgettext("milestone", "公布處理規劃"),
    Move.CONTACT: lazy_pgettext("milestone", "與提議者聯繫"),
}

ROLES: Mapping[str, LazyString] = {
    Role.CITIZEN: _("民眾"),
    Role.PROPOSER: _("提議者"),
    Role.MODERATOR: _("檢核人員"),
    Role.OFFICER: _("權責機關"),
    Role.ADMIN: _("平臺管理者"),
    Role.CLOCK: _("系統依期限記錄"),
}

PARTS: Mapping[str, LazyString] = {
    Part.SUGGESTED: _("建議機關"),
    Part.LEAD: _("主辦機關"),
    Part.CO_AGENCY: _("協辦機關"),
    Part.REFUSED: _("不主管"),
}

SUGGESTIONS: Mapping[str, Look] = {
    Suggestion.ADMIT: Look(_("建議進入附議"), "ok", "circle-check"),
    Suggestion.REFUSE: Look(_("建議不進入附議"), "mute", "circle-x"),
    Suggestion.OTHER_AGENCY: Look(_("屬於其他機關"), "info", "landmark"),
}

# The parts of the form that a moderator's hint is about.
SPOTS: Mapping[str, LazyString] = {
    Spot.WHOLE: _("整件提議"),
    Spot.TITLE: _("提議名稱"),
    Spot.DEMANDS: _("具體訴求"),
    Spot.REASONS: _("為什麼需要改變"),
    Spot.IMPACT: _("利益與影響"),
    Spot.EVIDENCE: _("佐證資料"),
    Spot.AGENCIES: _("建議的機關"),
}

LANES: Mapping[Lane, Look] = {
    Lane.FOR: Look(_("贊成"), "ok", "plus"),
    Lane.AGAINST: Look(_("反對"), "warn", "circle-minus"),
    Lane.OTHER: Look(_("其他意見"), "info", "message-square-text"),
}

COMMENT_GROUNDS: Mapping[CommentGround, LazyString] = {
    CommentGround.UNLAWFUL: _("內容違法"),
    CommentGround.ABUSIVE: _("攻擊或騷擾他人"),
    CommentGround.PERSONAL_DATA: _("含有個人資料"),
    CommentGround.ADVERTISING: _("廣告或商業宣傳"),
    CommentGround.OFF_TOPIC: _("和這件提議無關"),
    CommentGround.FLOODING: _("重複張貼相同內容"),
}

PERSONAL: Mapping[Kind, LazyString] = {
    Kind.EMAIL: _("e-mail地址"),
    Kind.ID_NUMBER: _("身分證字號"),
    Kind.RESIDENCE: _("居留證號碼"),
    Kind.CARD: _("信用卡號"),
    Kind.MOBILE: _("手機門號"),
    Kind.TELEPHONE: _("電話號碼"),
    Kind.ACCOUNT: _("銀行帳號"),
    Kind.ADDRESS: _("住址"),
    Kind.PLATE: _("車牌號碼"),
}

UPDATE_GROUNDS: Mapping[str, LazyString] = {
    RemovalGround.UNLAWFUL: _("內容違法"),
    RemovalGround.ABUSIVE: _("攻擊或騷擾他人"),
    RemovalGround.PERSONAL_DATA: _("含有個人資料"),
    RemovalGround.ADVERTISING: _("廣告或商業宣傳"),
}
