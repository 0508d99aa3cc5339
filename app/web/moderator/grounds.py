"""The closed list of grounds as moderators choose from it: what each means in public, and where people may go instead (rule 6).

The places to go to are starting points for the moderator's own words, and part of the public Chinese text: they are not translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from app.review.rules import Ground, HideGround
from app.web.shared.say import later
from app.web.shared.staff import in_both
from app.web.shared.words import GROUNDS


@dataclass(frozen=True)
class Standard:
    """When a ground applies, and the usual advice."""

    applies: LazyString
    elsewhere: str


STANDARDS: Mapping[Ground, Standard] = {
    Ground.NOT_CENTRAL: Standard(
        later("主管機關是地方政府、立法院、司法院、考試院或監察院，行政院所屬機關沒有權限處理。"),
        "請向主管的地方政府或院反映，可使用縣市政府的網路信箱或1999市民專線。",
    ),
    Ground.INDIVIDUAL_CASE: Standard(
        later("只處理一個人或一家公司的權益，沒有要改變政策或制度。"),
        "請向承辦機關申請或提起訴願，也可以透過行政院院長電子信箱陳情。",
    ),
    Ground.IN_COURT: Standard(
        later("案件正在偵查或審理，行政機關不能介入。"),
        "請在訴訟程序中主張，需要協助可洽財團法人法律扶助基金會。",
    ),
    Ground.DUPLICATE: Standard(
        later("同一件事正在進行，或最近已經回應。主張相反的提議不算重複。"),
        "請附議或關注那一件提議，你的意見可以寫在它的討論區。",
    ),
    Ground.UNCLEAR: Standard(
        later("看不出要政府做什麼，或訴求之間互相矛盾。"),
        "請補上具體訴求後重新提議，原本的內容都會保留在新的草稿裡。",
    ),
    Ground.UNLAWFUL_OR_ABUSIVE: Standard(
        later("內容違反法律，或歧視、恐嚇、攻擊特定的人。"),
        "請刪除相關內容後重新提議。",
    ),
    Ground.ADVERTISING: Standard(
        later("目的是推銷商品、服務或活動。"),
        "請改用商業刊登管道；若有政策主張，請刪除推銷內容後重新提議。",
    ),
    Ground.CONSTITUTION_OR_REFERENDUM: Standard(
        later("要修改憲法，或依法應由公民投票決定。"),
        "修憲請向立法院請願；公民投票請依公民投票法向中央選舉委員會提案。",
    ),
}

HIDE_STANDARDS: Mapping[HideGround, LazyString] = {
    HideGround.UNLAWFUL: later("公開這段文字本身就違法。"),
    HideGround.ABUSIVE: later("文字的目的是攻擊或騷擾特定的人，改寫也沒有意義。"),
    HideGround.PERSONAL_DATA: later("含有可以認出某個人的資料，而且刪掉之後提議就不成立。"),
}


@dataclass(frozen=True)
class Choice:
    """A ground with its public words in both languages."""

    ground: Ground
    words: str
    other: str
    applies: str


def choices() -> list[Choice]:
    """The whole list, in the order of the rules."""
    return [Choice(ground, *in_both(GROUNDS[ground]), str(standard.applies)) for ground, standard in STANDARDS.items()]
