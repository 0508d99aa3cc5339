"""Sentences of endorsing, removals and following."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    # endorse
    "endorse.not_verified": _("完成e-mail和手機驗證之後才能附議。"),
    "endorse.not_open_yet": _("這件提議還沒開放附議，明天00:00開始。"),
    "endorse.not_admitted": _("這件提議沒有在開放附議：可能還在檢核，或沒有進入附議。"),
    "endorse.merged": _("這件提議已經併入另一件，不再開放附議，也不能再收回。"),
    "endorse.closed": _("這件提議的附議期間已經結束。"),
    "endorse.already": _("你已經附議過這件提議了。"),
    "endorse.not_endorsed": _("你目前沒有附議這件提議。"),
    "endorse.paused": _("現在暫停附議，%(until)s恢復。附議截止時間會順延暫停的時間。"),
    "endorse.final": _("這件提議的附議送出後不能收回。"),
    "endorse.removed": _("你的附議屬於一批經兩人決定移除的附議，不計入人數，也不能再附議一次。理由在附議帳本裡公開。"),
    # removals
    "removal.own": _("這是你自己的提議，要由別人處理。"),
    "removal.waiting": _("這件提議已經有一批移除在等第二個人決定。請先處理那一批。"),
    "removal.second": _("要由另一個人決定，不能是提出的人。"),
    "removal.settled": _("這一批剛才已經有人決定了。請重新整理頁面，看看最新的情況。"),
    "removal.replaced": _("你看過之後，有人換了另一份提出的內容。請看過現在的內容再決定。"),
    "removal.gone": _("這一批的附議都已經由附議者自己收回了，沒有可以移除的。請放棄這一批。"),
    "removal.undo_waiting": _("這一批已經恢復，或已經有人提出恢復。"),
    "removal.unknown": _("找不到這一批移除。"),
    "selection.empty": _("請至少填一個條件：時間、每分鐘人數、來源或編號。"),
    "selection.ends_first": _("結束時間要在開始時間之後。"),
    "selection.per_minute": _("每分鐘人數要是大於0的數字。"),
    "selection.source": _("沒有這種來源。請從選單裡選。"),
    "selection.moment": _("時間看不懂，請寫成2026-03-05 14:30。"),
    "selection.ids": _("編號看不懂，請用逗號或空白分開。"),
    "selection.nothing": _("沒有符合這些條件、而且計入人數的附議。"),
    "shortfall.finding": _("請選擇一個決定。"),
    "shortfall.proposed": _("已經有人提出決定，正在等第二個人同意。"),
    "shortfall.settled": _("這件事剛才已經有人決定了。請重新整理頁面，看看最新的情況。"),
    # follow
    "frequency.missing": _("請選擇多久收到一次。"),
    "follow.no_email": _("關注要用e-mail收通知，請先確認你的e-mail。"),
    "follow.over": _("這件提議結案已久，不會再有通知，不能再關注。"),
    "follow.not_following": _("你目前沒有關注這件提議。"),
}
