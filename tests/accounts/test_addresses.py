import pytest

from app.accounts import addresses
from app.kernel.errors import Invalid
from app.kernel.outbox import Channel

SAME = [
    "0912345678",
    "0912-345-678",
    "0912 345 678",
    "09 1234 5678",
    "(0912)345678",
    "0912.345.678",
    "912345678",
    "886912345678",
    "+886912345678",
    "+886 912 345 678",
    "+886-0912-345-678",
    "+8860912345678",
    "002886912345678",
    "00886912345678",
    "０９１２３４５６７８",
    "０９１２－３４５－６７８",
    "＋８８６９１２３４５６７８",
    "８８６９１２３４５６７８",
    "０９１２　３４５　６７８",
    "  0912345678\n",
    "tel:+886912345678",
]
NOT_MOBILE = [
    "",
    "   ",
    "0223456789",
    "02-2345-6789",
    "0800000123",
    "0204123456",
    "091234567",
    "09123456789",
    "+886223456789",
    "+14155550100",
    "+8613800138000",
    "+819012345678",
    "0912345678 ext. 5",
    "110",
    "手機",
    "0912-345-67八",
]


@pytest.mark.parametrize("typed", SAME)
def test_every_usual_spelling_of_a_number_is_one_number(typed: str) -> None:
    assert addresses.read(typed) == addresses.Address(Channel.SMS, "+886912345678")


@pytest.mark.parametrize("typed", NOT_MOBILE)
def test_what_is_no_taiwanese_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        addresses.phone(typed)


@pytest.mark.parametrize("typed", ["mei@example.org", "Mei@Example.ORG", " mei@example.org ", "ｍｅｉ＠ｅｘａｍｐｌｅ．ｏｒｇ"])
def test_every_spelling_of_an_address_is_one_address(typed: str) -> None:
    assert addresses.read(typed) == addresses.Address(Channel.EMAIL, "mei@example.org")


@pytest.mark.parametrize(
    "typed", ["mei@", "@example.org", "mei@@example.org", "王@example.org", "a b@example.org", "mei@example", "a@b\r\nBcc: c@d.org"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        addresses.email(typed, field="address")
    assert [problem.field for problem in refusal.value.problems] == ["address"]


def test_nothing_is_asked_for_by_name() -> None:
    with pytest.raises(Invalid) as refusal:
        addresses.read("　")
    assert [problem.code for problem in refusal.value.problems] == ["address.missing"]


def test_a_domain_in_chinese_is_written_in_ascii() -> None:
    assert addresses.email("x@例子.tw").text == "x@xn--fsqu00a.tw"


def test_a_number_is_shown_as_people_write_it() -> None:
    assert str(addresses.phone("+886912345678")) == "0912 345 678"
