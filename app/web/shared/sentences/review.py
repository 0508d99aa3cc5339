"""Sentences of reviewing, what is kept for it, and what petitions are to each other."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    # review
    "review.own": _("不能檢核自己的提議。"),
    "review.appeal": _("申訴要由另一位檢核人員決定。"),
    "hide.proposed": _("已經有人提出隱藏，正在等第二位檢核人員同意。"),
    "hide.settled": _("這個隱藏的提案已經決定了。"),
    "hide.second": _("隱藏要由另一位檢核人員同意。"),
    "refuse.proposed": _("已經有人提出不進入附議，正在等第二位檢核人員同意。"),
    "refuse.settled": _("這個不進入附議的提案已經決定了。"),
    "refuse.second": _("不進入附議要由另一位檢核人員同意。"),
    "refuse.waits": _("有人提出不進入附議，正在等第二位檢核人員。請先決定那一項，再通過檢核。"),
    "case.held": _("這一件正由%(name)s處理，所以你的決定沒有送出。等對方放下，或逾時之後接手，再送出。"),
    "case.not_held": _("這一件現在不是由你處理。可能已經逾時，由別人接手了。"),
    "advice.whom": _("請選1到%(most)s個機關。"),
    "advice.asked": _("其中有機關已經徵詢過，還沒回覆。請選其他機關。"),
    "advice.closed": _("這一件已經回覆過，或檢核已經有結果，所以沒有送出。"),
    "advice.unknown": _("找不到這一件徵詢。"),
    "advice.what": _("請選擇你們的建議。"),
    "advice.other": _("請選擇主管的機關。"),
    "view.all": _("現在看的是全部，沒有篩選條件可以儲存。請先篩選。"),
    "view.many": _("檢視最多存%(most)s個。請先刪掉用不到的。"),
    "view.unknown": _("找不到這個檢視。"),
    "alerts.last": _("你的機關只剩你會收到逾期通知，所以不能關掉。請先請另一位承辦人開啟。"),
    "ground.missing": _("請選一個理由。"),
    "duplicate.which": _("請填重複的是哪一件提議的案號。"),
    "duplicate.unknown": _("找不到這個案號的提議。"),
    "duplicate.not_one": _("那件提議不算重複：它既不在進行中，也不是六個月內回應過的。"),
    "appeal.used": _("每件提議只能申訴一次。"),
    "appeal.over": _("這件提議不能再申訴：已經申訴過一次，或期限過了。可以修改內容，重新提議。"),
    "appeal.late": _("申訴期限已經過了。可以修改內容，重新提議。"),
    "look.move": _("請選你會怎麼決定。"),
    "look.done": _("這一件剛剛有人複看過了，所以沒有記下。"),
    "look.unknown": _("沒有要你複看的這一件。"),
    # links and merging
    "link.itself": _("請填另一件提議的案號，不是這一件。"),
    "link.which": _("請填另一件提議的案號。"),
    "link.unknown": _("找不到這個案號的提議。"),
    "link.already": _("這兩件的關係已經是這樣標明的。"),
    "link.gone": _("這個關係已經取消了。"),
    "relation.missing": _("請選擇兩件提議的關係。"),
    "merge.which": _("請選擇和哪一件併案，以及保留哪一件。"),
    "merge.unknown": _("找不到這個併案的提議。"),
    "merge.not_same": _("檢核人員標明訴求相同的兩件提議，才能併案。"),
    "merge.closed": _("兩件都還在開放附議，才能併案。"),
    "merge.offered": _("已經有一個併案的提議在等提議者決定。"),
    "merge.settled": _("這個併案的提議已經有結果，或過了期限。請重新整理頁面，看看最新的情況。"),
    "move.not_merged": _("這件提議沒有併入別的提議。"),
    "move.not_endorsed": _("你沒有附議過原來的提議，沒有附議可以改。想附議的話，請到併入的提議附議。"),
    # the lists that administrators keep
    "ground.unknown": _("沒有這個理由。"),
    "ground.kind": _("請選用在哪裡。"),
    "position.form": _("順序請填1到%(most)s的數字。"),
    "ground.retired": _("這個理由剛剛停用了。請改選一個理由，再看說明要不要改。"),
    "ground.needed": _("這個理由不能停用，檢核還用得到。"),
    "topic.unknown": _("沒有這個主題。"),
    "topic.last": _("至少要留一個主題。"),
    "list.changed": _("這一筆剛剛有人改過，所以沒有存。你寫的內容還在這一頁，請看過最新的版本再存。"),
    "code.form": _("代碼用小寫英文字母和底線，從字母開始。"),
    "code.taken": _("這個代碼已經有了。"),
    "template.unfilled": _("範本裡還有沒填的地方：%(blanks)s"),
}
