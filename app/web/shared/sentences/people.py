"""Sentences of who people are: their addresses and codes, second factors, roles, and too many tries."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    "address.missing": _("請填e-mail或手機號碼。"),
    "address.email": _("這看起來不是e-mail地址。例：name@example.org"),
    "address.phone": _("這看起來不是臺灣的手機號碼。例：0912-345-678"),
    "address.several": _("這個手機號碼有不只一個帳號。請改用e-mail登入。"),
    "nickname.missing": _("請取一個暱稱，公開頁面只會顯示暱稱。"),
    "nickname.long": _("暱稱最多%(most)s字，現在是%(count)s字。"),
    "nickname.characters": _("暱稱裡有無法顯示的字元，請換一個寫法。"),
    "eligibility.missing": _("請選擇你的身分。"),
    "code.missing": _("請填收到的6位數字驗證碼。"),
    "code.wrong": _("驗證碼不對，還可以再試%(left)s次。"),
    "code.wrong_last": _("驗證碼不對，這組驗證碼已經不能再試。請再寄一次。"),
    "code.spent": _("這組驗證碼已經失效，可能是過了10分鐘、用過了，或寄了新的一組。請再寄一次。"),
    "code.attempts": _("這個手機號碼今天試太多次了。請明天再試，或改用e-mail登入。"),
    "code.sends": _("寄到這裡的驗證碼太多了，請過一段時間再寄。先看看剛才寄出的信或簡訊，驗證碼10分鐘內有效。"),
    "code.forgotten": _("這組驗證碼已經過期。"),
    "second.wrong": _("動態密碼不對，或剛剛用過了。請等下一組數字再試。"),
    "second.recovery": _("這組救援碼不對，或已經用過了。"),
    "second.attempts": _("試太多次了。為了保護帳號，請一天後再試，或請平臺管理者重設。"),
    "second.enrolled": _("你已經設定過動態密碼了。"),
    "second.not_enrolled": _("動態密碼沒有對上。請確認手機時間正確，再輸入目前顯示的數字。"),
    "role.stranger": _("請先登入。"),
    "role.moderator": _("這裡是檢核人員的作業區，你的帳號沒有這個權限。"),
    "role.officer": _("這裡是機關承辦人的作業區，你的帳號沒有這個權限。"),
    "role.admin": _("這裡是平臺管理者的作業區，你的帳號沒有這個權限。"),
    "staff.role": _("這個角色不能用邀請的。"),
    "staff.agency": _("機關承辦人要屬於一個機關，其他角色不屬於機關。"),
    "staff.head": _("只有機關承辦人可以列為機關首長。"),
    "staff.serving": _("這個人已經有這個角色了。"),
    "staff.not_serving": _("這個人沒有這個角色。"),
    "staff.self": _("不能結束或重設你自己的角色，請由另一位平臺管理者處理。"),
    "csrf.foreign": _("這個動作不是從本站的頁面送出的，所以沒有執行。請回到本站再操作一次。"),
    "throttle.code": _("從你的網路送出的要求太多了，請稍等一下再試。"),
    "throttle.attempt": _("從你的網路送出的要求太多了，請稍等一下再試。"),
    "throttle.keep": _("從你的網路送出的要求太多了，請稍等一下再試。"),
    "throttle.follow": _("你改得太頻繁了，請稍等一下再試。"),
    "throttle.vote": _("你按得太頻繁了，請稍等一下再試。"),
    "throttle.submit": _("你送出得太頻繁了，請稍等一下再試。內容都還在。"),
}
