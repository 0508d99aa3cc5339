"""A discussion with everything that may stand in one (rule 23)."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import Person
from app.discuss import actions, reports, votes
from app.discuss.models import Comment, CommentGround, Lane
from app.petition.models import Petition
from tests.cast import citizen
from tests.face.petitions import Brief

WORDS = (
    "報稅期間我在手機上試了三次都失敗，最後還是得去超商列印。",
    "先把最常用的情境做好，再談其他作業系統，比較實際。",
    "國稅局的現場人員已經很忙，線上好用才能真的分流。",
    "維護多種版本的經費從哪裡來，提議裡沒有說明。",
)
# More than one page of comments.
MANY = 47


class Talk:
    """Makes a discussion under a petition; names what the pages ask for."""

    def __init__(self, given: Brief, petition: Petition) -> None:
        self.given, self.petition, self.cast = given, petition, given.cast

    def places(self) -> dict[str, str]:
        """Comments by name: whose they are and what has become of them."""
        made = {name: self.said(self.cast.bo, no) for no, name in enumerate(("own-comment", "deleted-comment", "own-old-comment"))}
        made["comment"] = self.said(self.cast.kai, 3, Lane.AGAINST)
        made["reported-comment"] = self.said(self.cast.chen, 2, Lane.OTHER, "請打0912-345-678找我，我們一起連署。")
        made["removed-comment"] = self.said(self.cast.chen, 1, Lane.AGAINST)
        at, keys, session = self.given.at, self.given.keys, self.given.session
        actions.edit(session, made["own-comment"], by=self.cast.bo, text=WORDS[0] + "補充：是安卓手機。", at=at)
        actions.delete(session, made["deleted-comment"], by=self.cast.bo, at=at)
        made["own-old-comment"].at = at - timedelta(hours=3)
        for reader in (self.cast.mei, self.cast.lin, self.cast.wu):
            votes.vote(session, made["own-comment"], by=reader, keys=keys, at=at)
        for name in ("reported-comment", "removed-comment"):
            reports.report(session, made[name], by=self.cast.mei, ground=CommentGround.PERSONAL_DATA, keys=keys, at=at)
        reports.remove(
            session, made["removed-comment"], by=self.cast.lin, ground=CommentGround.OFF_TOPIC, explanation="談的是別件事。", at=at
        )
        self.answered(made["comment"])
        return {name: str(comment.id) for name, comment in made.items()}

    def many(self) -> None:
        for no in range(MANY):
            person = citizen(self.given.session, self.given.keys, f"speaker{no}", at=self.given.at, no=20_000 + no)
            self.said(person, no, list(Lane)[no % 2])

    def answered(self, comment: Comment) -> None:
        proposer = self.given.session.get_one(Person, self.petition.proposer_id)
        session, at = self.given.session, self.given.at
        actions.reply_as_proposer(session, comment, by=proposer, text="經費已經列在公開的資訊計畫裡。", at=at)
        agency = {"by": self.cast.wu, "agency": self.cast.finance, "at": at}
        actions.reply_as_agency(session, comment, text="本部會在處理規劃中說明經費。", **agency)

    def said(self, by: Person, no: int, lane: Lane = Lane.FOR, text: str | None = None) -> Comment:
        text = text or WORDS[no % len(WORDS)]
        return actions.post(self.given.session, self.petition, by=by, lane=lane, text=text, at=self.given.at, confirmed=True)
