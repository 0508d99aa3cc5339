"""Sentences of the discussion."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    "discuss.not_verified": _("完成e-mail和手機驗證之後才能參與討論。"),
    "discuss.not_open_yet": _("這件提議還沒開放討論，檢核通過後就會開放。"),
    "discuss.closed": _("這件提議的討論已經結束，內容留作公開紀錄。"),
    "discuss.too_often": _("你在這件提議發表得太頻繁了，請過一段時間再發表。內容還在這裡。"),
    "discuss.who_replies": _("只有權責機關和提議者可以回覆。你可以另外發表一則意見。"),
    "lane.missing": _("請選擇你的立場：贊成、反對或其他意見。"),
    "comment.unknown": _("找不到這則意見。"),
    "comment.gone": _("這則意見已經刪除或移除了。"),
    "comment.frozen": _("可以修改的時間已經過了。你還是可以刪除這則意見。"),
    "comment.not_yours": _("只有發表的人可以修改或刪除。"),
    "comment.one_level": _("回覆只有一層，請回覆原本的意見。"),
    "comment.personal_data": _("內容裡好像有個人資料：%(found)s。請刪掉；如果確定可以公開，請勾選後再送出。"),
    "vote.own": _("不能替自己的意見投票。"),
    "vote.reply": _("只有意見可以投票，回覆不行。"),
    "vote.already": _("你已經標示這則意見論述清楚了。"),
    "vote.none": _("你目前沒有標示這則意見。"),
    "report.own": _("這是你自己的意見，可以直接刪除。"),
    "report.already": _("你已經檢舉過這則意見了，檢核人員會看。"),
    "report.own_comment": _("不能處理自己的意見，請由另一位檢核人員決定。"),
    "report.own_petition": _("不能處理自己提議下的意見，請由另一位檢核人員決定。"),
    "report.settled": _("這些檢舉剛才已經有人處理了。"),
    "verdict.missing": _("請選擇保留或移除。"),
}
