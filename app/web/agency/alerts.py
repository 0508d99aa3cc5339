"""Which alerts an officer gets by mail, and what else is sent whatever they choose."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from app.announce import alerts as alerting
from app.announce.alerts import Alert
from app.kernel.errors import Invalid
from app.web.agency.surface import agency
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

WORDS = {
    Alert.EARLY: later("附議人數接近門檻的預警"),
    Alert.DUE_14: later("期限前14天"),
    Alert.DUE_7: later("期限前7天"),
    Alert.DUE_1: later("期限前1天"),
    Alert.OVERDUE: later("逾期之後，每天一次"),
}


class AlertsForm(Form):
    """What to hear of."""

    alerts = SelectMultipleField(
        later("用e-mail提醒我"), choices=[Choice(alert.value, words) for alert, words in WORDS.items()], validate_choice=False
    )


@agency.get("/desk/alerts")
def alerts() -> str:
    form = AlertsForm(None)
    form.alerts.data = [alert.value for alert in alerting.wanted(db(), guards.person())]
    return render_template("agency/alerts.html", form=form)


@agency.post("/desk/alerts")
def choose_alerts() -> ResponseReturnValue:
    form = AlertsForm()
    chosen = [alert for alert in Alert if alert in (form.alerts.data or ())]
    try:
        alerting.choose(db(), guards.person(), agency=guards.agency(), alerts=chosen, at=now())
    except Invalid as refusal:
        return once_more("agency/alerts.html", form, refusal, dict)
    flash(_("已經儲存。"))
    return see(url_for("agency.alerts"))
