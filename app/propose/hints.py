"""Advice on how a proposal reads: is it clear what is asked for, by whom, one matter? It may be wrong, and never stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.petition import words
from app.petition.text import Text


class Hint(StrEnum):
    """What a reader may miss."""

    TITLE_ASKS_NOTHING = "title_asks_nothing"
    DEMAND_ASKS_NOTHING = "demand_asks_nothing"
    DEMAND_IS_VAGUE = "demand_is_vague"
    DEMAND_IS_TWO = "demand_is_two"
    DEMAND_STANDS_APART = "demand_stands_apart"
    NOBODY_IS_NAMED = "nobody_is_named"
    ONE_PERSONS_CASE = "one_persons_case"


@dataclass(frozen=True)
class Advice:
    """A hint, and the number of the demand that it is about (from 1; 0 is the whole)."""

    hint: Hint
    no: int = 0


# What somebody who asks for an act would write: who must, may or must not, or what is to be done.
ASKS = re.compile(
    "應|請|須|不得|必須|禁止|停止|廢除|取消|恢復|開放|公開|公布|公告|揭露|標示|標明|登錄|修[正法改訂]|訂[定出為]|制定|明定|規定|規範|立法|"
    "納入|列[為入]|增[加設訂列]|加[裝設註收]|設[置立計]?|建[立置]|提[供高升]|補[助貼]|免[費徵除收]|減[少免徵稅]|降[低為]|調[整高降]|延長|延後|"
    "縮短|擴大|縮小|限[制於速期]|簡化|整合|統一|改[為用成善由]|保[留障護]|給[予付]?|發[給放]|辦理|舉辦|試辦|評估|檢討|檢查|檢驗|稽查|"
    "通知|回[覆應報]|通報|申報|更[新換]|維持|保存|汰換|支援|落實|同步|抵扣|扣除|採購|培訓|配置|移除|重新|全面|一律|逐年|逐步|每[年月週天日]"
)
# Wishes that could be answered by a yes without anything changing.
VAGUE = re.compile(
    "重視|正視|關心|關注|加強(?:管理|宣導|取締|改善)?|想辦法|多加|努力|好好|處理一下|改善(?:問題|現況|狀況)?|解決(?:問題)?|負起責任|負責"
)
NUMBERED = re.compile(r"(?<!\d)\d{1,4}(?!\d)|[一二三四五六七八九十百千]+[年月日天週個次元歲公小分項]")
ANOTHER = re.compile("另外|此外|同時也|順便|還有一件")
PEOPLE = re.compile(
    "[者人民戶族童嬰生師媽爸爺奶孩]|學生|家長|勞工|員工|長[輩者]|乘客|旅客|居民|消費|病患|業者|農|漁|司機|騎士|行人|身心障礙|身障|聽障|視障|"
    "部落|社區|家庭|店家|我們|大家|全民|女性|男性|性別"
)
MINE = re.compile("我的|我家|我們家|本人|我爸|我媽|我兒子|我女兒|我先生|我太太")
MY_AFFAIR = re.compile("幫(?:我|忙)處理|還我|賠償我|撤銷.{0,6}處分|我的案[件子]|理賠|判決|檢察官|起訴|法官|提告|被告|欠我|罰單|退我|資遣")
LAMENT = re.compile("[？?]|很[^多]|太|怎麼|為什麼|受不了|爛|亂象")
SHORT_DEMAND, LONG_DEMAND = 12, 120
# Characters of every text, that say nothing of what it is about.
EVERYWHERE = set("的是在與和及不有個應可由並以為要得於之中上下人一請能者或其每將對政府機關民眾公開提供制度")
APART = 0.1


def hints(text: Text) -> list[Advice]:
    """Everything that could be said of the text as it is now, in the order of the form; of what is not written yet, nothing."""
    return [*_title(text.title), *_demands(text), *_reasons(text)]


def _title(title: str) -> Iterator[Advice]:
    if len(title.strip()) >= 4 and not ASKS.search(title):
        yield Advice(Hint.TITLE_ASKS_NOTHING)


def _demands(text: Text) -> Iterator[Advice]:
    for no, demand in enumerate(text.demands, 1):
        if VAGUE.search(demand) and len(demand) < 30 and not NUMBERED.search(demand) and not ASKS.search(VAGUE.sub("", demand)[2:]):
            yield Advice(Hint.DEMAND_IS_VAGUE, no)
        elif not ASKS.search(demand) and (len(demand) < SHORT_DEMAND or LAMENT.search(demand)):
            yield Advice(Hint.DEMAND_ASKS_NOTHING, no)
        if ANOTHER.search(demand) or (len(demand) > LONG_DEMAND and demand.count("；") + demand.count("。") > 2):
            yield Advice(Hint.DEMAND_IS_TWO, no)
        if _stands_apart(text, no):
            yield Advice(Hint.DEMAND_STANDS_APART, no)


def _reasons(text: Text) -> Iterator[Advice]:
    told = f"{text.reasons}{text.impact}"
    if len(told.strip()) >= 10 and not PEOPLE.search(told):
        yield Advice(Hint.NOBODY_IS_NAMED)
    if MINE.search(f"{text.title}{told}") and MY_AFFAIR.search(f"{text.title}{told}"):
        yield Advice(Hint.ONE_PERSONS_CASE)


def _stands_apart(text: Text, no: int) -> bool:
    """Has a demand, of several, hardly a character in common with everything else?"""
    others = [demand for other, demand in enumerate(text.demands, 1) if other != no]
    rest = "".join((text.title, *others, text.reasons, text.impact))
    own = _characters(text.demands[no - 1])
    return bool(others) and len(own) > 6 and len(rest) > 40 and len(own & _characters(rest)) < APART * len(own)


def _characters(text: str) -> set[str]:
    return set("".join(words.runs(text))) - EVERYWHERE
