"""Sentences of meetings and their draws."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    "meeting.unknown": _("找不到這場會議。"),
    "meeting.when": _("請填會議的日期和時間。例：2026-03-20、14:00"),
    "meeting.past": _("會議的時間要在現在之後。"),
    "meeting.where": _("請填地點，或線上會議的連結。"),
    "meeting.seats": _("附議者的名額要是0到%(most)s。"),
    "meeting.sign_up": _("有附議者的名額時，請填報名截止日。"),
    "meeting.sign_up_between": _("報名截止要在現在之後、會議開始之前。"),
    "meeting.changed": _("這場會議剛才有人改過、取消，或已經公布紀錄。請重新整理頁面，看看最新的情況。"),
    "lot.not_endorsed": _("附議過這件提議的人才能報名抽籤。"),
    "lot.closed": _("報名已經截止，或這場會議取消了。"),
    "lot.already": _("你已經報名，或本來就受邀。"),
    "lot.none": _("你目前沒有報名。"),
    "lot.not_invited": _("你目前沒有受邀：可能回覆的期限過了，名額已經讓給下一位。"),
    "lot.late": _("這場會議已經開始或取消，不能再改。"),
    "lot.personal_data": _("請寫稱呼就好，不要寫電話、信箱或證號。"),
    "meeting.day": _("請填會議日期。"),
    "meeting.ahead": _("會議日期還沒到。開完會再公布紀錄。"),
}
