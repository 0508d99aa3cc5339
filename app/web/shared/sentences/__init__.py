"""What each code of a refusal says to people: what happened and what to do. Facts are filled in by name.

A new code needs its sentence in the file of its subject; a house test finds those that have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.web.shared import filters
from app.web.shared.language import counted
from app.web.shared.sentences import discuss, endorse, meet, office, people, propose, respond, review

SUBJECTS = (people, propose, review, endorse, discuss, respond, meet, office)
SENTENCES: Mapping[str, LazyString] = {code: words for subject in SUBJECTS for code, words in subject.SENTENCES.items()}

GENERAL: Mapping[int, LazyString] = {
    400: _("這個要求我們看不懂。請回到上一頁再試一次。"),
    403: _("你不能這樣做。"),
    404: _("找不到這一頁。可能網址打錯了，或內容已經移走。"),
    405: _("這個網址不能這樣使用。請從頁面上的按鈕操作。"),
    409: _("現在不能這樣做，什麼都沒有改變。請重新整理頁面，看看最新的情況。"),
    410: _("這個內容已經移除。"),
    413: _("內容太長了，我們收不下。請縮短後再送出。"),
    422: _("有些地方要改。你寫的內容都還在。"),
    429: _("次數太多了，請稍等一下再試。"),
    501: _("這裡沒有這種格式，請改要JSON。"),
    500: _("我們這邊出了問題，已經記錄下來。你剛才的動作沒有完成。"),
    503: _("系統現在忙不過來，你剛才的動作沒有完成。"),
}


def sentence_of(code: str, facts: Mapping[str, object] | None = None, *, status: int = 422) -> str:
    """A code in plain words of the page's language; of an unknown code, what its status says."""
    words = SENTENCES.get(code)
    if words is None:
        return str(GENERAL.get(status, GENERAL[500]))
    return counted(str(words), facts) % {name: _listed(fact) for name, fact in facts.items()} if facts else str(words)


def _listed(fact: object) -> object:
    if isinstance(fact, datetime):
        return filters.moment(fact)
    return str(_("、")).join(str(one) for one in fact) if isinstance(fact, list | tuple) else fact
