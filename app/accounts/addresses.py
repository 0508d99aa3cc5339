"""E-mail addresses and mobile numbers in the one form in which they are hashed and written to."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from app.kernel.errors import Invalid, Problem
from app.kernel.outbox import Channel
from app.kernel.secrets import Keyring

KINDS = {Channel.EMAIL: "email", Channel.SMS: "phone"}


@dataclass(frozen=True)
class Address:
    """Where a code goes: `text` is a lower-case e-mail address or a mobile number as +8869………."""

    channel: Channel
    text: str

    def hashed(self, keys: Keyring) -> bytes:
        """What finds it again without revealing it."""
        return keys.keyed_hash(KINDS[self.channel], self.text)

    def __str__(self) -> str:
        """As people write it: 0912 345 678."""
        if self.channel is Channel.EMAIL:
            return self.text
        return phonenumbers.format_number(phonenumbers.parse(self.text), PhoneNumberFormat.NATIONAL)


def read(typed: str, *, field: str = "address") -> Address:
    """An e-mail address or a mobile number, whichever it looks like. Raises Invalid."""
    folded = _given(typed, field)
    return email(folded, field=field) if "@" in folded else phone(folded, field=field)


def email(typed: str, *, field: str = "address") -> Address:
    """An e-mail address; letters outside ASCII before the @ are refused, since much mail cannot carry them. Raises Invalid."""
    try:
        found = validate_email(_given(typed, field), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Invalid([Problem(field, "address.email")]) from None
    return Address(Channel.EMAIL, (found.ascii_email or found.normalized).casefold())


def phone(typed: str, *, field: str = "address") -> Address:
    """A Taiwanese mobile number in any usual spelling. Raises Invalid."""
    try:
        number = phonenumbers.parse(_without_exit_code(_given(typed, field)), "TW")
    except NumberParseException:
        raise Invalid([Problem(field, "address.phone")]) from None
    is_mobile = phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    if number.country_code != 886 or number.extension or not is_mobile or not phonenumbers.is_valid_number(number):
        raise Invalid([Problem(field, "address.phone")])
    return Address(Channel.SMS, phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _given(typed: str, field: str) -> str:
    folded = unicodedata.normalize("NFKC", typed).strip()
    if not folded:
        raise Invalid([Problem(field, "address.missing")])
    return folded


def _without_exit_code(typed: str) -> str:
    # 00886… and 002886… are how the number is dialled from abroad; the library knows them only for other regions.
    digits = "".join(character for character in typed if character.isdigit())
    for prefix in ("002886", "009886", "00886"):
        if digits.startswith(prefix):
            return "+886" + digits.removeprefix(prefix)
    return typed
