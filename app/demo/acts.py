"""What people do to a petition, each by the platform's own verb."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from app.demo import papers
from app.demo.scene import Scene
from app.demo.story import Answered, Appeal, Correction, Declined, Entry, Said, Story, Told
from app.kernel.errors import Invalid
from app.kernel.workdays import local_day
from app.meet import actions as meetings
from app.meet.rules import Report
from app.petition import assignments, similar
from app.petition.models import Petition
from app.petition.text import Text
from app.propose import actions as propose
from app.propose import updates
from app.respond import actions as respond
from app.respond import answers, attachments
from app.respond.attachments import Upload
from app.respond.rules import Answer, DemandReply, Promised
from app.review import actions as review
from app.review.rules import Refusal


def submit(scene: Scene, story: Story, at: datetime) -> None:
    codes = scene.props.codes
    text = Text(
        title=story.title,
        demands=story.demands,
        reasons=story.reasons,
        impact=story.impact,
        topic=story.topic,
        evidence=story.evidence,
        agencies=tuple(codes[name] for name in story.suggested),
        decide_for_me=not story.suggested,
        difference=story.difference,
    )
    try:
        petition = _handed_in(scene, story, text, at)
    except Invalid:
        petition = _handed_in(scene, story, replace(text, difference=_difference(scene, story)), at)
    scene.props.numbers[story.slug] = petition.number


def _handed_in(scene: Scene, story: Story, text: Text, at: datetime) -> Petition:
    by, keys, workdays = scene.person(story.proposer), scene.props.keys, scene.props.workdays
    return propose.submit(scene.session, text, by=by, keys=keys, workdays=workdays, at=at)


def _difference(scene: Scene, story: Story) -> str:
    """What the form asks for when something similar was shown."""
    shown = similar.petitions(scene.session, story.title, limit=1)
    return f"看過「{shown[0].petition.title}」，訴求不同：這一件談的是{story.demands[0][:60]}" if shown else ""


def admit(scene: Scene, story: Story, at: datetime) -> None:
    lead = scene.agency(story.lead) if story.lead else None
    others = [scene.agency(name) for name in (story.suggested if story.lead_open else story.co_agencies)]
    review.admit(scene.session, scene.petition(story), by=scene.moderator(story), lead=lead, others=others, at=at)


def accept(scene: Scene, story: Story, at: datetime) -> None:
    by, agency = scene.responsible(story)
    assignments.accept(scene.session, scene.petition(story), by=by, agency=agency, at=at)


def decline(scene: Scene, story: Story, at: datetime, declined: Declined) -> None:
    by, agency = scene.office(declined.agency)
    assignments.refuse(scene.session, scene.petition(story), by=by, agency=agency, reason=declined.reason, at=at)


def refuse(scene: Scene, story: Story, at: datetime, *, upheld: str = "") -> None:
    """Refuse it; `upheld` is what the second moderator says after an appeal."""
    refused = story.refusal
    assert refused is not None
    other = scene.props.numbers[story.duplicate_of] if story.duplicate_of else None
    refusal = Refusal(refused.ground, upheld or refused.explanation, refused.elsewhere, other)
    by = scene.moderator(story, other=bool(upheld))
    review.refuse(scene.session, scene.petition(story), by=by, refusal=refusal, at=at)


def appeal(scene: Scene, story: Story, at: datetime, appealed: Appeal) -> None:
    by, workdays = scene.person(story.proposer), scene.props.workdays
    review.appeal(scene.session, scene.petition(story), by=by, reason=appealed.text, workdays=workdays, at=at)


def hide(scene: Scene, story: Story, at: datetime) -> None:
    hiding, petition = story.hiding, scene.petition(story)
    assert hiding is not None
    by = scene.moderator(story)
    review.propose_hiding(scene.session, petition, by=by, ground=hiding.ground, explanation=hiding.explanation, at=at)
    review.settle_hiding(scene.session, petition, by=scene.moderator(story, other=True), consent=True, at=at + timedelta(minutes=25))


def withdraw(scene: Scene, story: Story, at: datetime) -> None:
    propose.withdraw(scene.session, scene.petition(story), by=scene.person(story.proposer), reason=story.withdrawal, at=at)


def take_up(scene: Scene, story: Story, at: datetime) -> None:
    by, agency = scene.responsible(story)
    workdays = scene.props.workdays
    respond.take_up(scene.session, scene.petition(story), by=by, agency=agency, reason=story.take_up, workdays=workdays, at=at)


def plan(scene: Scene, story: Story, at: datetime, entry: Entry) -> None:
    by, agency = scene.responsible(story)
    respond.plan(scene.session, scene.petition(story), by=by, agency=agency, text=entry.text, at=at)


def say(scene: Scene, story: Story, at: datetime, said: Said) -> None:
    if said.by_agency:
        by, agency = scene.responsible(story)
        respond.contact(scene.session, scene.petition(story), by=by, agency=agency, text=said.text, at=at)
    else:
        respond.write_back(scene.session, scene.petition(story), by=scene.person(story.proposer), text=said.text, at=at)


def tell(scene: Scene, story: Story, at: datetime, told: Told) -> None:
    by = scene.person(story.proposer)
    updates.post(scene.session, scene.petition(story), by=by, key=uuid4(), title=told.title, text=told.text, at=at)


def meet(scene: Scene, story: Story, at: datetime, entry: Entry) -> None:
    by, agency = scene.responsible(story)
    report = Report(local_day(at - timedelta(days=1)), entry.text)
    meetings.record(scene.session, scene.petition(story), by=by, agency=agency, report=report, at=at)


def extend(scene: Scene, story: Story, at: datetime, entry: Entry) -> None:
    by, agency = scene.responsible(story)
    workdays = scene.props.workdays
    respond.extend(scene.session, scene.petition(story), by=by, agency=agency, reason=entry.text, workdays=workdays, at=at)


def answer(scene: Scene, story: Story, at: datetime, answered: Answered) -> None:
    by, agency = scene.responsible(story)
    for paper in answered.papers:
        upload = Upload(papers.written(paper.kind, paper.title, paper.lines), paper.title, paper.alternative)
        attachments.attach(scene.session, scene.petition(story), upload, by=by, agency=agency, at=at)
    answers.publish(
        scene.session, scene.petition(story), _answer(answered, at), by=by, agency=agency,
        keys=scene.props.keys, workdays=scene.props.workdays, at=at, acknowledged=True,
    )  # fmt: skip


def correct(scene: Scene, story: Story, at: datetime, answered_at: datetime, correction: Correction) -> None:
    by, agency = scene.responsible(story)
    assert story.answer is not None
    corrected = _answer(story.answer, answered_at, summary=correction.summary)
    answers.correct(
        scene.session, scene.petition(story), corrected, by=by, agency=agency, reason=correction.note,
        keys=scene.props.keys, at=at, acknowledged=True,
    )  # fmt: skip


def progress(scene: Scene, story: Story, at: datetime, text: str) -> None:
    by, agency = scene.responsible(story)
    answers.progress(scene.session, scene.petition(story), by=by, agency=agency, text=text, workdays=scene.props.workdays, at=at)


def _answer(answered: Answered, at: datetime, summary: str | None = None) -> Answer:
    replies = (DemandReply(no, reply.outcome, reply.reason) for no, reply in enumerate(answered.outcomes, 1))
    promises = (
        Promised(promise.text, local_day(at) + timedelta(days=promise.days), promise.unit, promise.proof_url)
        for promise in answered.promises
    )
    return Answer(
        summary=summary or answered.summary,
        replies=tuple(replies),
        analysis=answered.analysis,
        consultations=answered.consultations,
        plan=answered.follow_up,
        promises=tuple(promises),
    )
