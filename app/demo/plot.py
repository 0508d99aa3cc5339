"""A story laid out in time: when which act happens to a petition, and when its endorsements come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter
from random import Random

from app.demo import acts, hearings, joint, promised, talk
from app.demo.history import Course
from app.demo.scene import Scene
from app.demo.story import Answered, Story
from app.kernel.workdays import INSTANT, ONE_DAY, Workdays, local_day, start_of
from app.petition import deadlines
from app.petition.policy import Policy

OFFICE, AWAKE, EVENING = (9, 17), (8, 23), (19, 22)
REVIEWED_IN = timedelta(days=2)
ACCEPTED_IN = 1
# One in so many of those who endorse thinks better of it while the window is open.
REGRETS = 120


@dataclass(frozen=True)
class Event:
    at: datetime
    act: Callable[[Scene], None]


@dataclass(frozen=True)
class Plot:
    """One story as seen from `now`; the same story and day always make the same plot."""

    story: Story
    now: datetime
    workdays: Workdays
    policy: Policy

    def events(self) -> Iterator[Event]:
        """Everything that somebody does, in order."""
        return iter(sorted(chain(self._course(), self._talk(), self._news(), self._joint(), self._promised()), key=attrgetter("at")))

    def _talk(self) -> Iterator[Event]:
        if self.admitted_on is not None:
            yield from (Event(at, act) for at, act in talk.events(self.story, self.admitted_on, self.now))

    def _joint(self) -> Iterator[Event]:
        begun = self.reached_on or self.taken_up_on
        if begun is not None:
            yield from (Event(at, act) for at, act in joint.events(self.story, partial(self._at_work, begun), self.now))

    def _promised(self) -> Iterator[Event]:
        if self.answered_on is not None:
            yield from (Event(at, act) for at, act in promised.events(self.story, partial(self._at_work, self.answered_on), self.now))

    def _news(self) -> Iterator[Event]:
        """What the proposer tells in the evenings, in the demonstration's past."""
        chance = Random(f"{self.story.slug} news")
        for told in self.story.updates:
            day = self._on_window_day(told.day)
            at = None if day is None else self._moment(day, EVENING, chance)
            if at is not None and at < self.now:
                yield Event(at, partial(acts.tell, story=self.story, at=at, told=told))

    def _course(self) -> Iterator[Event]:
        chance = Random(self.story.slug)
        last = datetime.min.replace(tzinfo=self.now.tzinfo)
        for day, hours, act in self._scenes():
            # Two acts of one day keep their order, and nothing happens in the future.
            last = min(max(self._moment(day, hours, chance), last + timedelta(minutes=10)), self.now - INSTANT)
            yield Event(last, partial(act, story=self.story, at=last))

    @cached_property
    def endorsed(self) -> list[float]:
        """When somebody endorsed it, in POSIX seconds, until now and in order; those who took it back included."""
        opens, ends = self._window
        if ends <= opens:
            return []
        chance = Random(f"{self.story.slug} endorsements")
        course = Course(opens, self.story.shape, self.story.bursts)
        if self.reached_on is None:
            return course.moments(self.story.endorsements + self._regretful, opens, ends, chance)
        reached = min(self._moment(self.reached_on, (12, 22), chance), ends)
        before = course.moments(self.policy.endorse_threshold, opens, reached, chance)
        return before + course.moments(self.story.endorsements - len(before), reached, ends, chance)

    @property
    def regrets(self) -> dict[float, float]:
        """Which endorsements were taken back, and when."""
        chance, ends = Random(f"{self.story.slug} regrets"), self._window[1].timestamp()
        return {at: at + (ends - at) * chance.random() * 0.5 for at in chance.sample(self.endorsed, self._regretful)}

    @cached_property
    def admitted_on(self) -> date | None:
        return self._ago(self.story.admitted_days_ago)

    @cached_property
    def reached_on(self) -> date | None:
        return self._on_window_day(self.story.established_on_day)

    @cached_property
    def taken_up_on(self) -> date | None:
        day = self._on_window_day(self.story.taken_up_on_day)
        return self._at_work(day - ONE_DAY, 1) if day else None

    @cached_property
    def answered_on(self) -> date | None:
        begun = self.reached_on or self.taken_up_on
        return self._at_work(begun, self.story.answer.days_after) if begun and self.story.answer else None

    @property
    def turns(self) -> Iterator[date]:
        """Whoever acts on or after such a day must find counted what was endorsed before it, for the ledger to be in order."""
        if self.reached_on:
            yield self.reached_on + ONE_DAY
        if self.story.plan and self.admitted_on and self._at_work(self.admitted_on, ACCEPTED_IN) > self.admitted_on + ONE_DAY:
            yield self._at_work(self.admitted_on, ACCEPTED_IN)
        yield from filter(None, (self.taken_up_on, self._on_window_day(self.story.withdrawn_on_day)))

    @property
    def closes_on(self) -> date | None:
        """The day on which the answered case is closed."""
        if self.answered_on is None:
            return None
        final = self.story.final.days_after if self.story.final else 0
        return self.answered_on + timedelta(days=max(self.policy.close_days, final) + 1)

    @property
    def _regretful(self) -> int:
        # With those who will take it back, too, the count stays below the threshold.
        room = self.policy.endorse_threshold - 1 - self.story.endorsements
        return 0 if self.reached_on else min(self.story.endorsements // REGRETS, max(room, 0))

    @property
    def _window(self) -> tuple[datetime, datetime]:
        """From its opening to its end, to the withdrawal, or to now."""
        if self.admitted_on is None:
            return self.now, self.now
        window = deadlines.endorse_window(start_of(self.admitted_on), days=self.policy.endorse_days)
        withdrawn = self._on_window_day(self.story.withdrawn_on_day)
        ends = [window.closes, self.now, *([start_of(withdrawn)] if withdrawn else [])]
        return window.opens, min(ends)

    def _scenes(self) -> Iterator[tuple[date, tuple[int, int], Callable[..., None]]]:
        story = self.story
        decided = self._decided_on()
        yield decided if self._is_waiting else decided - REVIEWED_IN, AWAKE, acts.submit
        if story.refusal:
            yield self._at_work(decided - REVIEWED_IN, REVIEWED_IN.days), OFFICE, acts.refuse
        if story.appeal:
            appealed = decided + timedelta(days=story.appeal.days_after)
            yield appealed, AWAKE, partial(acts.appeal, appealed=story.appeal)
            if story.appeal.upheld_after is not None:
                yield (
                    self._at_work(appealed, story.appeal.upheld_after),
                    OFFICE,
                    partial(acts.refuse, upheld=story.appeal.upheld_explanation),
                )
        if story.hiding:
            yield decided, OFFICE, acts.hide
        if self.admitted_on is not None:
            yield decided, OFFICE, acts.admit
            yield from self._after_admission()

    def _after_admission(self) -> Iterator[tuple[date, tuple[int, int], Callable[..., None]]]:
        story = self.story
        withdrawn = self._on_window_day(story.withdrawn_on_day)
        if story.plan and story.lead and self.admitted_on:
            yield self._at_work(self.admitted_on, ACCEPTED_IN), OFFICE, acts.accept
        if story.declined and self.admitted_on:
            yield self._at_work(self.admitted_on, story.declined.days_after), OFFICE, partial(acts.decline, declined=story.declined)
        if withdrawn:
            yield withdrawn, AWAKE, acts.withdraw
        if self.taken_up_on:
            yield self.taken_up_on, OFFICE, acts.take_up
        begun = self.reached_on or self.taken_up_on
        if begun:
            yield from sorted(self._responding(begun), key=lambda scene: scene[0])
        if self.answered_on and story.answer:
            yield from self._answered(self.answered_on, story.answer)

    def _responding(self, begun: date) -> Iterator[tuple[date, tuple[int, int], Callable[..., None]]]:
        story = self.story
        if story.plan:
            yield self._at_work(begun, story.plan.day), OFFICE, partial(acts.plan, entry=story.plan)
        for said in story.messages:
            act = partial(acts.say, said=said)
            yield (self._at_work(begun, said.day), OFFICE, act) if said.by_agency else (begun + timedelta(days=said.day), AWAKE, act)
        for meeting in story.meetings:
            yield self._at_work(begun, meeting.day), OFFICE, partial(acts.meet, entry=meeting)
        if story.call:
            called_on = self._at_work(begun, story.call.day)
            drawn_on = called_on + timedelta(days=story.call.sign_up_for) + ONE_DAY
            yield called_on, OFFICE, partial(hearings.convene, called=story.call)
            if drawn_on < local_day(self.now):
                yield drawn_on, (0, 1), hearings.draw
        if story.extension:
            yield self._at_work(begun, story.extension.day), OFFICE, partial(acts.extend, entry=story.extension)

    def _answered(self, day: date, answer: Answered) -> Iterator[tuple[date, tuple[int, int], Callable[..., None]]]:
        story = self.story
        yield day, OFFICE, partial(acts.answer, answered=answer)
        for correction in story.corrections:
            on = self._at_work(day, correction.days_after)
            yield on, OFFICE, partial(acts.correct, answered_at=start_of(day), correction=correction)
        if story.reply:
            yield day + timedelta(days=story.reply.days_after), EVENING, partial(hearings.answer_back, said=story.reply)
        for report in story.progress:
            yield self._at_work(day, report.days_after), OFFICE, partial(acts.progress, text=report.text)
        if story.final:
            yield self._at_work(day, story.final.days_after), OFFICE, partial(acts.answer, answered=story.final)

    @property
    def _is_waiting(self) -> bool:
        """In review for the first time: only the submission has happened."""
        return self.story.review_due_in_workdays is not None and self.story.appeal is None

    def _decided_on(self) -> date:
        """The day of the moderators' first decision; of the submission while there is none."""
        story = self.story
        if story.review_due_in_workdays is not None:
            began = self._review_began(story.review_due_in_workdays)
            return began - timedelta(days=story.appeal.days_after) if story.appeal else began
        day = self.admitted_on or self._ago(story.refused_days_ago) or self._ago(story.hidden_days_ago)
        if day is None:
            raise ValueError(f"{story.slug} does not say when it was decided")
        return day

    def _review_began(self, due_in: int) -> date:
        """The last day on which a review began that is due so many workdays from today, or was due so many before."""
        today = local_day(self.now)
        due = self.workdays.after(today, due_in) if due_in > 0 else self.workdays.on_or_after(today)
        while self.workdays.between(due, today) < -due_in or not self.workdays.is_workday(due):
            due -= timedelta(days=1)
        day = today
        while self.workdays.after(day, self.policy.review_workdays) > due:
            day -= timedelta(days=1)
        return day

    def _at_work(self, since: date, days: int) -> date:
        """The workday so many days after `since`, or the nearest before it that is after `since`, or the next.

        In holidays longer than a weekend somebody is on duty: no deadline passes for want of a workday.
        """
        day = since + timedelta(days=days)
        near = (day + timedelta(days=n) for n in (0, -1, -2, -3, -4, 1, 2, 3))
        return next((one for one in near if self.workdays.is_workday(one) and (one > since or one == day)), day)

    def _moment(self, day: date, hours: tuple[int, int], chance: Random) -> datetime:
        first, last = hours
        return start_of(day) + timedelta(hours=first) + timedelta(hours=last - first) * chance.random()

    def _on_window_day(self, day: int | None) -> date | None:
        return self.admitted_on + timedelta(days=day) if self.admitted_on is not None and day is not None else None

    def _ago(self, days: int | None) -> date | None:
        return None if days is None else local_day(self.now) - timedelta(days=days)
