"""Text messages through an HTTP gateway of the kind that Taiwan's aggregators offer."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import pytest

from app.jobs.context import sender
from app.kernel.mail import Permanent, Temporary, Unreachable
from app.kernel.sms import HttpSender, LogSender, headers_from
from config import Config
from tests.relay import BODY, REFUSED, SUCCESS, Aggregator, aggregator

TEXT = "共議登入驗證碼：402931，10分鐘內有效。"


@pytest.fixture
def gateway() -> Iterator[tuple[Aggregator, HttpSender]]:
    with aggregator() as (taking, url):
        yield taking, HttpSender(url, "POST", {}, BODY, SUCCESS, REFUSED, "big5")


def test_a_form_in_big5_with_a_national_number(gateway: tuple[Aggregator, HttpSender]) -> None:
    taking, sms = gateway
    assert sms.send("+886912345678", TEXT, reference="1.abc") == "0000000001"
    assert taking.texts == [("0912345678", TEXT)]


def test_the_same_message_tried_again_bears_the_same_id(gateway: tuple[Aggregator, HttpSender]) -> None:
    taking, sms = gateway
    assert sms.send("+886912345678", TEXT, reference="1.abc") == sms.send("+886912345678", TEXT, reference="1.abc")
    assert len(taking.texts) == 1


def test_a_bad_number_is_refused_for_good(gateway: tuple[Aggregator, HttpSender]) -> None:
    with pytest.raises(Permanent, match="無效"):
        gateway[1].send("+886900000000", TEXT, reference="1")


def test_what_is_not_a_success_is_tried_again(gateway: tuple[Aggregator, HttpSender]) -> None:
    taking, sms = gateway
    stranger = dataclasses.replace(sms, body=BODY.replace("secret", "wrong"))
    with pytest.raises(Temporary, match="帳號"):
        stranger.send("+886912345678", TEXT, reference="1")
    assert taking.texts == []


@pytest.mark.parametrize(
    ("status", "verdict"), [(400, Temporary), (401, Unreachable), (429, Unreachable), (503, Unreachable), (302, Unreachable)]
)
def test_by_status(gateway: tuple[Aggregator, HttpSender], status: int, verdict: type[Exception]) -> None:
    taking, sms = gateway
    taking.status = status
    with pytest.raises(verdict, match=str(status)):
        sms.send("+886912345678", TEXT, reference="1")
    assert len(taking.forms) == 1, "numbers are not sent on to where an answer points"


def test_nobody_there() -> None:
    with aggregator() as (_, url):
        pass
    with pytest.raises(Unreachable):
        HttpSender(url, "POST", {}, BODY, SUCCESS, REFUSED, "big5").send("+886912345678", TEXT, reference="1")


def test_what_big5_cannot_write_is_not_sent_broken(gateway: tuple[Aggregator, HttpSender]) -> None:
    taking, sms = gateway
    with pytest.raises(Permanent, match="big5"):
        sms.send("+886912345678", "驗證碼 402931 🌸", reference="1")
    assert taking.forms == []


def test_a_body_in_json() -> None:
    headers = headers_from("Content-Type: application/json | Authorization: Bearer a:b")
    sms = HttpSender("https://gateway.example/{id}", "POST", headers, '{"to": "{digits}", "text": "{text}"}', "", "", "utf-8")
    request = sms._request("+886912345678", '他說"好"\n402931', "1.abc")
    assert request.full_url == "https://gateway.example/1.abc"
    assert request.get_header("Authorization") == "Bearer a:b"
    assert isinstance(request.data, bytes)
    assert json.loads(request.data) == {"to": "886912345678", "text": '他說"好"\n402931'}


def test_in_the_address_for_gateways_that_want_it_there() -> None:
    sms = HttpSender("https://gateway.example/?to={to}&text={text}", "GET", {}, "", "", "", "utf-8")
    request = sms._request("+886912345678", "碼&402931", "1")
    assert (request.get_method(), request.data) == ("GET", None)
    assert request.full_url == "https://gateway.example/?to=%2B886912345678&text=%E7%A2%BC%26402931"


def test_from_the_configuration(config: Config) -> None:
    assert isinstance(sender(config), LogSender)
    found = sender(dataclasses.replace(config, sms_url="https://gateway.example", sms_headers="X-Key: 1", sms_charset="big5"))
    assert isinstance(found, HttpSender)
    assert (found.headers, found.charset) == ({"X-Key": "1"}, "big5")
    for wrong in ({"sms_url": "ftp://gateway"}, {"sms_url": "https://gateway.example", "sms_headers": "nonsense"}):
        with pytest.raises(ValueError, match="SMS_"):
            sender(dataclasses.replace(config, **wrong))  # type: ignore[arg-type]
