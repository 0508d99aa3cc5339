"""What endorsers tell besides, both for counting only: the county they live in, if they like, and the kind of place they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from wtforms import SelectField

from app.endorse.counties import County
from app.endorse.sources import Source
from app.kernel.errors import Invalid, Problem
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import later

COUNTIES: Mapping[County, LazyString] = {
    County.NEW_TAIPEI: later("新北市"),
    County.TAIPEI: later("臺北市"),
    County.TAOYUAN: later("桃園市"),
    County.TAICHUNG: later("臺中市"),
    County.TAINAN: later("臺南市"),
    County.KAOHSIUNG: later("高雄市"),
    County.YILAN: later("宜蘭縣"),
    County.HSINCHU_COUNTY: later("新竹縣"),
    County.MIAOLI: later("苗栗縣"),
    County.CHANGHUA: later("彰化縣"),
    County.NANTOU: later("南投縣"),
    County.YUNLIN: later("雲林縣"),
    County.CHIAYI_COUNTY: later("嘉義縣"),
    County.PINGTUNG: later("屏東縣"),
    County.TAITUNG: later("臺東縣"),
    County.HUALIEN: later("花蓮縣"),
    County.PENGHU: later("澎湖縣"),
    County.KEELUNG: later("基隆市"),
    County.HSINCHU_CITY: later("新竹市"),
    County.CHIAYI_CITY: later("嘉義市"),
    County.KINMEN: later("金門縣"),
    County.LIENCHIANG: later("連江縣"),
}
SOURCES: Mapping[Source, LazyString] = {
    Source.LINE: later("LINE"),
    Source.FACEBOOK: later("Facebook"),
    Source.THREADS: later("Threads"),
    Source.SOCIAL: later("其他社群"),
    Source.MAIL: later("轉寄的電子郵件"),
    Source.LETTER: later("本平臺的通知信"),
    Source.QR: later("QR碼"),
    Source.POSTER: later("海報"),
    Source.EMBED: later("其他網站嵌入的卡片"),
    Source.LINK: later("複製的連結"),
    Source.SEARCH: later("搜尋引擎"),
    Source.SITE: later("新聞與其他網站"),
    Source.LIST: later("本平臺的首頁與列表"),
}
BY_CODE = {county.value: county for county in County}
BY_VIA = {source.value: source for source in Source}


class CountyForm(Form):
    """Where an endorser lives; nothing is an answer, too."""

    county = SelectField(
        later("你住的縣市"),
        choices=[Choice("", later("不填")), *(Choice(county, words) for county, words in COUNTIES.items())],
        default="",
        validate_choice=False,
    )


@dataclass(frozen=True)
class Told:
    """Either may be nothing."""

    county: County | None = None
    source: Source | None = None


def source_of(values: Mapping[str, str]) -> Source | None:
    """What `via` of a query or form names; what it does not know tells nothing."""
    return BY_VIA.get(values.get("via", ""))


def told(values: Mapping[str, str]) -> Told:
    """What a form tells by its fields `county` and `via`. Raises Invalid for a county that does not exist."""
    code = values.get("county", "")
    if code and code not in BY_CODE:
        raise Invalid([Problem("county", "county.unknown")])
    return Told(BY_CODE.get(code), source_of(values))
