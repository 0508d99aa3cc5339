"""Sentences of what administrators keep: the rulebook, pauses, letters, the calendar; and work that takes long."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    "policy.future": _("只能從明天以後的日期開始。"),
    "policy.nothing": _("沒有任何數字和那一天的不同。"),
    "policy.numbers": _("有些數字要改，請看下面標示的欄位。"),
    "policy.number": _("請填整數。"),
    "policy.bounds": _("要在%(least)s到%(most)s之間。"),
    "policy.crossed": _("最少的數字不能大於最多的數字。"),
    "policy.warning": _("提醒機關的人數要少於成案的人數。"),
    "policy.later": _("這些數字和之後已經安排的變更合不起來：最少的會大於最多的，或提醒機關的人數不少於成案的人數。請先取消那個變更。"),
    "policy.needed": _("之後安排的變更要有這個變更才合理，所以不能單獨取消。請先取消之後的變更。"),
    "policy.begun": _("這個變更已經開始適用，不能取消。請安排新的變更。"),
    "policy.changed": _("剛才已經有人改了規則數字，所以還沒有記下。請看過最新的數字再送出。"),
    "policy.unknown": _("找不到這個變更。"),
    "pause.moment": _("請填日期和時間。"),
    "pause.future": _("開始時間要在現在之後。"),
    "pause.order": _("結束時間要在開始時間之後。"),
    "pause.past": _("結束時間不能早於現在，也不能早於開始。"),
    "pause.overlaps": _("這段時間和另一個暫停期間重疊。"),
    "pause.begun": _("暫停已經開始，不能取消。可以提早結束。"),
    "pause.over": _("暫停已經結束了。"),
    "pause.changed": _("剛才已經有人改了這個暫停期間。請看過最新的時間再送出。"),
    "pause.unknown": _("找不到這個暫停期間。"),
    "letter.unknown": _("找不到這封信。"),
    "letter.changed": _("剛才已經有人改了這封信的文字，所以還沒有存。請看過最新的文字再送出。"),
    "letter.place": _("這裡不能用這些資料：%(places)s"),
    "letter.syntax": _("資料的寫法不完整，或用了程式的符號。要寫成%(title)s這樣。"),
    "letter.line": _("主旨要在同一行。"),
    "calendar.rests_already": _("這一天本來就不上班。"),
    "calendar.note": _("請寫明停止上班的原因。"),
    "calendar.not_closed": _("這一天沒有停止上班。"),
    "calendar.date": _("請填日期。"),
    "calendar.file": _("請選一個CSV檔。"),
    "errand.unknown": _("找不到這件工作，可能已經過了保留的時間。"),
    "errand.under_way": _("同樣的工作正在進行，請等它完成。"),
    "errand.broken": _("試了幾次都沒有做完，平臺人員會看到原因。你可以再要一次。"),
    "calendar.encoding": _("這個檔案讀不出來，請確認是UTF-8或Big5編碼的CSV檔。"),
    "calendar.header": _("欄位不對。第一行要是：西元日期,星期,是否放假,備註"),
    "calendar.empty": _("檔案裡沒有任何一天。"),
    "calendar.twice": _("第%(line)s行的日期出現兩次。"),
    "calendar.row": _("第%(line)s行看不懂。「是否放假」要是0或2。"),
    "calendar.weekday": _("第%(line)s行的星期和日期對不上。"),
    "calendar.day": _("第%(line)s行的日期看不懂，要寫成20260101。"),
}
