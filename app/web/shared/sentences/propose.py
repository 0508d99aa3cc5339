"""Sentences of what is written, and proposing it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    # what is written
    "text.missing": _("這一欄還沒有填。"),
    "text.short": _("至少要%(least)s字，現在是%(count)s字。"),
    "text.long": _("最多%(most)s字，現在是%(count)s字。"),
    "text.not_chinese": _("提議要用中文寫，讓所有人都看得懂。"),
    # propose
    "demands.none": _("至少要有一項具體訴求。"),
    "demands.many": _("訴求最多%(most)s項。"),
    "evidence.many": _("佐證最多%(most)s項。"),
    "evidence.not_a_link": _("請貼上完整的網址，開頭是https://或http://。"),
    "agencies.none": _("請選一個機關，或選「請平臺協助判斷」。"),
    "agencies.many": _("機關最多選%(most)s個。"),
    "difference.missing": _("請說明你的提議和上面的相似提議有什麼不同，或改為附議其中一件。"),
    "topic.missing": _("請選一個主題。"),
    "draft.many": _("草稿最多留%(most)s份。請先刪掉用不到的草稿，再寫新的。"),
    "propose.not_verified": _("完成e-mail和手機驗證之後才能提議。草稿已經留著。"),
    "propose.paused": _("現在暫停提議，%(until)s恢復。草稿已經留著，到時候再送出。"),
    "propose.submitted": _("這份草稿已經送出了。"),
    "propose.in_review": _("你有一件提議正在檢核中。檢核有結果之後，就能送出下一件；草稿會留著。"),
    "propose.too_many": _("%(days)s天內最多送出%(most)s件提議。草稿會留著，之後再送出。"),
    "draft.newer": _("這份草稿在另一個分頁或另一支手機上改過了，所以還沒有存。"),
    "update.too_many": _("%(days)s天內最多發布%(most)s則近況。你寫的內容還在下面，可以先複製起來。"),
    "update.personal_data": _("內容裡好像有個人資料，請刪掉；確定可以公開的話，請勾選下面的確認：%(found)s"),
    "update.unknown": _("找不到這則近況。"),
    "update.removed": _("這則近況已經移除了。"),
    # petitions
    "county.unknown": _("沒有這個縣市。請從選單裡選，或選「不填」。"),
    "filter.unknown": _("這個篩選條件不存在。請回到列表，從頁面上的選項選。"),
    "theme.unknown": _("沒有這個外觀。請用頁尾的按鈕選擇。"),
    "frame.size": _("寬度和高度要寫成像素的數目，例：600。"),
    "frame.url": _("請給一件提議的網址。"),
    "page.unknown": _("沒有這一頁。請回到列表的第一頁。"),
    "petition.unknown": _("找不到這件提議。可能是案號不對，或它已經依規則隱藏。"),
    "petition.not_yours": _("只有提議者本人可以這樣做。"),
    "petition.not_now": _("這件提議目前的階段不能這樣做。請重新整理頁面，看看最新的進度。"),
    "petition.moved": _("這件提議剛才已經有人處理了。請重新整理頁面，看看最新的進度。"),
}
