"""What lies on the desks of the staff today: a case that a moderator holds, with notes, tags and advice asked, and three batches."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import Person, Role
from app.demo.scene import Scene
from app.endorse import removals
from app.endorse.models import Endorsement, Removal
from app.endorse.selection import Selection
from app.petition import queries
from app.petition.models import Petition, Transition
from app.review import advice, holds, notes
from app.review.notes import Spot

HELD, ASKED = "wheelchair-seat-online", "交通部"
WAITS, UNDONE, STANDS = "bus-stop-seat-shade", "intern-contract", "scam-sms-number"
SPAN, STEP = timedelta(hours=1), timedelta(hours=2)
RULE = "一小時內集中進來的附議，來源相同"
SUSPECTED = "這一小時的附議集中自同一則訊息，疑似代為操作，先列入批次，由另一位同仁核對。"
CONFIRMED = "這一小時的附議間隔固定、來源相同，附議的門號是同一批購入的預付卡，不是本人附議。"


def settle(scene: Scene, *, at: datetime) -> None:
    """Whatever of it there is a petition for."""
    if HELD in scene.props.numbers:
        _hold(scene, _petition(scene, HELD), at)
    if WAITS in scene.props.numbers:
        _prepare(scene, _petition(scene, WAITS), at)
    if UNDONE in scene.props.numbers:
        _undo(scene, _petition(scene, UNDONE), at)
    if STANDS in scene.props.numbers:
        _confirm(scene, _petition(scene, STANDS), at)


def _hold(scene: Scene, petition: Petition, at: datetime) -> None:
    session, by, other = scene.session, _moderator(scene, 0), _moderator(scene, 1)
    notes.write(session, petition, text="已查過近六個月不受理的提議，沒有同樣的訴求，不構成重複。", by=other, at=at)
    hint = "第二項請寫明是哪一個訂票系統，機關才能回答。"
    notes.write(session, petition, text=hint, hint_for=Spot.DEMANDS, by=other, at=at)
    for tag in ("待機關意見", "跨機關"):
        notes.tag(session, petition, by=other, tag=tag, at=at)
    holds.claim(session, petition, by=by, at=at)
    question = "高鐵與臺鐵的線上訂票目前各由誰決定，是否已有改版的計畫？"
    workdays = scene.props.workdays
    advice.ask(session, petition, by=by, agencies=[scene.agency(ASKED)], question=question, workdays=workdays, at=at)


def _prepare(scene: Scene, petition: Petition, at: datetime, reason: str = SUSPECTED) -> int:
    by = scene.person(scene.props.cast.administrators[0].nickname)
    batch = removals.prepare(scene.session, petition, _crowded(scene, petition), rule=RULE, reason=reason, by=by, role=Role.ADMIN, at=at)
    return batch.id


def _undo(scene: Scene, petition: Petition, at: datetime) -> None:
    """Prepared, confirmed, asked to be undone and undone, all between its last row and now."""
    session, admin = scene.session, scene.person(scene.props.cast.administrators[0].nickname)
    last = session.scalar(select(func.max(Transition.at)).where(Transition.petition_id == petition.id)) or at
    step = (at - max(last, at - timedelta(hours=20))) / 4
    batch = session.get_one(Removal, _prepare(scene, petition, at - 3 * step))
    removals.confirm(session, batch, by=_moderator(scene, 0), role=Role.MODERATOR, at=at - 2 * step)
    reason = "查明是一所學校的公民課在課堂上一起附議，每個人都是本人，應恢復計入。"
    removals.propose_undo(session, batch, reason=reason, by=_moderator(scene, 1), role=Role.MODERATOR, at=at - step)
    removals.undo(session, batch, seen=batch.undo_at, by=admin, role=Role.ADMIN, at=at)


def _confirm(scene: Scene, petition: Petition, at: datetime) -> None:
    """Prepared and confirmed this morning; it stands."""
    session = scene.session
    batch = session.get_one(Removal, _prepare(scene, petition, at - 2 * STEP, CONFIRMED))
    removals.confirm(session, batch, by=_moderator(scene, 0), role=Role.MODERATOR, at=at - STEP)


def _crowded(scene: Scene, petition: Petition) -> Selection:
    """The hour in which most was endorsed."""
    hour = func.date_trunc("hour", Endorsement.at)
    busiest = select(hour).where(Endorsement.petition_id == petition.id, Endorsement.taken_back_at.is_(None))
    begins = scene.session.scalar(busiest.group_by(hour).order_by(func.count().desc(), hour).limit(1))
    assert begins is not None
    return Selection(begins=begins, ends=begins + SPAN)


def _moderator(scene: Scene, no: int) -> Person:
    return scene.person(scene.props.cast.moderators[no].nickname)


def _petition(scene: Scene, slug: str) -> Petition:
    return queries.by_number(scene.session, scene.props.numbers[slug])
