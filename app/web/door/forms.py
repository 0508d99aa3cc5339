"""The forms of the door."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from app.accounts.models import Eligibility, Language
from app.kernel.outbox import Channel
from app.web.shared.forms import Form
from app.web.shared.told import CountyForm

LANGUAGES = [SelectChoice(Language.ZH, "中文"), SelectChoice(Language.EN, "English")]


class AddressForm(CountyForm):
    """The county is asked of whoever came to endorse."""

    address = StringField(_("e-mail或手機號碼"))


class CodeForm(Form):
    code = StringField(_("驗證碼"))


class JoinForm(Form):
    """`lacking` is the channel still to be proved, which the address is asked for."""

    address = StringField()
    nickname = StringField(_("暱稱"))
    eligibility = RadioField(
        _("你的身分"),
        choices=[
            SelectChoice(Eligibility.NATIONAL, _("我是中華民國國民")),
            SelectChoice(Eligibility.RESIDENT, _("我持有居留證")),
        ],
        validate_choice=False,
    )
    language = SelectField(_("通知信的語言"), choices=LANGUAGES, validate_choice=False)

    def __init__(self, lacking: Channel | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if lacking is None:
            del self.address
        else:
            self.address.label.text = _("手機號碼") if lacking is Channel.SMS else _("e-mail")


class SettingsForm(Form):
    nickname = StringField(_("暱稱"))
    language = SelectField(_("通知信的語言"), choices=LANGUAGES, validate_choice=False)


class SecondForm(Form):
    code = StringField(_("動態密碼"))


class RecoveryForm(Form):
    code = StringField(_("救援碼"))


class EmptyForm(Form):
    """A button and nothing to fill in."""
