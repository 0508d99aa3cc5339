"""What a proposer should know before they hand in: what happens next, how long it takes, and what will be asked of them."""

from __future__ import annotations

from datetime import datetime

from app.kernel.office_days import workdays
from app.petition import deadlines
from app.petition.policy import Policy
from app.web.shared import filters
from app.web.shared.say import _
from app.web.shared.session import db


def ahead(policy: Policy, *, at: datetime) -> list[str]:
    """The way of a petition that is handed in now, step by step, with the numbers of today's rules."""
    due = filters.until(deadlines.review_due(at, workdays=workdays(db()), days=policy.review_workdays))
    return [
        _("檢核人員在%(days)s個工作天內決定，也就是%(due)s前。檢核只看是否符合條件，不看立場。", days=policy.review_workdays, due=due),
        _("不進入附議的話，你會收到理由和修改的提示，可以在%(days)s天內申訴一次，或修改後重新提議。", days=policy.appeal_days),
        _(
            "通過的話，隔天00:00開放附議%(days)s天，達到%(count)s人就成案。",
            days=policy.endorse_days,
            count=filters.count(policy.endorse_threshold),
        ),
        _(
            "成案後，機關在%(plan)s天內公布處理規劃，%(contact)s天內透過平臺和你聯繫，並在%(months)s個月內逐項回應。",
            plan=policy.plan_days,
            contact=policy.contact_days,
            months=policy.respond_months,
        ),
        _("每一步都會寫信告訴你，也會出現在你的專區。"),
    ]


def duties(policy: Policy) -> list[str]:
    """What is asked of the proposer, and how much of their time."""
    return [
        _("機關聯繫你時，請在平臺上回覆；機關看得到的只有你的暱稱。可能要來回幾次，也可能邀請你開會；開會可以不參加。"),
        _("通過檢核後，內容就不能再改。之後有新的消息，可以另外發布近況。"),
        _("成案之前可以撤回，撤回之後不能恢復。"),
        _("不要寫別人的個人資料；引用的資料請附上來源。"),
    ]
