"""The twenty-two counties and cities that an endorser may declare, by the code of the Ministry of the Interior."""

from __future__ import annotations

from enum import StrEnum


class County(StrEnum):
    """In the official order: special municipalities, counties and cities of the province, Kinmen and Matsu."""

    NEW_TAIPEI = "65000"
    TAIPEI = "63000"
    TAOYUAN = "68000"
    TAICHUNG = "66000"
    TAINAN = "67000"
    KAOHSIUNG = "64000"
    YILAN = "10002"
    HSINCHU_COUNTY = "10004"
    MIAOLI = "10005"
    CHANGHUA = "10007"
    NANTOU = "10008"
    YUNLIN = "10009"
    CHIAYI_COUNTY = "10010"
    PINGTUNG = "10013"
    TAITUNG = "10014"
    HUALIEN = "10015"
    PENGHU = "10016"
    KEELUNG = "10017"
    HSINCHU_CITY = "10018"
    CHIAYI_CITY = "10020"
    KINMEN = "09020"
    LIENCHIANG = "09007"
