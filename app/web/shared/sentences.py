"""What each code of a refusal says to people: what happened and what to do. Facts are filled in by name.

A new code needs its sentence here; a house test finds those that have none.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    # people
    "address.missing": _("請填e-mail或手機號碼。"),
    "address.email": _("這看起來不是e-mail地址。例：name@example.org"),
    "address.phone": _("這看起來不是臺灣的手機號碼。例：0912-345-678"),
    "address.taken": _("這個手機號碼或e-mail已經屬於另一個帳號。"),
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
    "draft.unknown": _("找不到這份草稿。"),
    "propose.not_verified": _("完成e-mail和手機驗證之後才能提議。草稿已經留著。"),
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
    "page.unknown": _("沒有這一頁。請回到列表的第一頁。"),
    "petition.unknown": _("找不到這件提議。可能是案號不對，或它已經依規則隱藏。"),
    "petition.not_yours": _("只有提議者本人可以這樣做。"),
    "petition.not_now": _("這件提議目前的階段不能這樣做。請重新整理頁面，看看最新的進度。"),
    "petition.moved": _("這件提議剛才已經有人處理了。請重新整理頁面，看看最新的進度。"),
    # review
    "review.own": _("不能檢核自己的提議。"),
    "review.appeal": _("申訴要由另一位檢核人員決定。"),
    "hide.proposed": _("已經有人提出隱藏，正在等第二位檢核人員同意。"),
    "hide.settled": _("這個隱藏的提案已經決定了。"),
    "hide.second": _("隱藏要由另一位檢核人員同意。"),
    "ground.missing": _("請選一個理由。"),
    "duplicate.which": _("請填重複的是哪一件提議的案號。"),
    "duplicate.unknown": _("找不到這個案號的提議。"),
    "duplicate.not_one": _("那件提議不算重複：它既不在進行中，也不是六個月內回應過的。"),
    "appeal.used": _("每件提議只能申訴一次。"),
    "appeal.over": _("這件提議不能再申訴：已經申訴過一次，或期限過了。可以修改內容，重新提議。"),
    "appeal.late": _("申訴期限已經過了。可以修改內容，重新提議。"),
    # endorse
    "endorse.not_verified": _("完成e-mail和手機驗證之後才能附議。"),
    "endorse.not_open_yet": _("這件提議還沒開放附議，明天00:00開始。"),
    "endorse.not_admitted": _("這件提議沒有在開放附議：可能還在檢核，或沒有進入附議。"),
    "endorse.closed": _("這件提議的附議期間已經結束。"),
    "endorse.already": _("你已經附議過這件提議了。"),
    "endorse.not_endorsed": _("你目前沒有附議這件提議。"),
    "endorse.final": _("這件提議的附議送出後不能收回。"),
    # follow
    "frequency.missing": _("請選擇多久收到一次。"),
    "follow.no_email": _("關注要用e-mail收通知，請先確認你的e-mail。"),
    "follow.over": _("這件提議結案已久，不會再有通知，不能再關注。"),
    "follow.not_following": _("你目前沒有關注這件提議。"),
    # discuss
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
    "report.settled": _("這些檢舉剛才已經有人處理了。"),
    "verdict.missing": _("請選擇保留或移除。"),
    # respond
    "agency.unknown": _("找不到這個機關。"),
    "agency.none": _("請至少選一個主辦機關。"),
    "agency.not_responsible": _("這件提議不是由你的機關負責。"),
    "agency.choose": _("請選擇主辦機關。"),
    "agency.decided": _("主辦機關已經確認了。請重新整理頁面，看看最新的情況。"),
    "agency.late": _("確認或說明不主管的期限已經過了。"),
    "extend.used": _("每件提議只能展延一次。"),
    "extend.late": _("已經過了回應期限，不能再展延。"),
    "recall.late": _("公布超過5分鐘，已經開始通知，不能收回。請改用更正。"),
    "correct.early": _("現在還可以收回，請先收回再修改，不用更正。"),
    "answer.no_outcome": _("訴求%(no)s還沒有選參採情形。"),
    "answer.no_reason": _("訴求%(no)s還沒有寫理由。"),
    "answer.final": _("已經是最後結論，不能再改為研議。"),
    "answer.proposers_data": _("內容裡有提議者的個人資料，請刪掉再公布：%(found)s"),
    "answer.personal_data": _("內容裡好像有個人資料，請刪掉，或確認可以公開：%(found)s"),
    "answer.changed": _("草稿在你預覽之後改過了，所以還沒有公布。請看過新的預覽再公布。"),
    "draft.other": _("同一機關的同仁在%(time)s改過這份草稿，所以沒有存。你寫的內容還在這一頁；再存一次會蓋過同仁的版本。"),
    "promise.past": _("承諾的日期要在今天之後。"),
    "promise.day": _("請填承諾的完成日期。"),
    "meeting.day": _("請填會議日期。"),
    "meeting.ahead": _("會議日期還沒到。開完會再公布紀錄。"),
    # the office calendar
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
    500: _("我們這邊出了問題，已經記錄下來。你剛才的動作沒有完成。"),
    503: _("系統現在忙不過來，你剛才的動作沒有完成。"),
}


def sentence_of(code: str, facts: Mapping[str, object] | None = None, *, status: int = 422) -> str:
    """A code in plain words of the page's language; of an unknown code, what its status says."""
    words = SENTENCES.get(code)
    if words is None:
        return str(GENERAL.get(status, GENERAL[500]))
    return str(words) % {name: _listed(fact) for name, fact in facts.items()} if facts else str(words)


def _listed(fact: object) -> object:
    return "、".join(str(one) for one in fact) if isinstance(fact, list | tuple) else fact
