"""Second looks of the demonstration: week by week, at what the platform's key draws; not every time do two moderators agree."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.demo.scene import Scene
from app.petition.lifecycle import Move
from app.review import second_looks

WEEK = timedelta(days=7)
DISAGREES = 4


def settle(scene: Scene, *, since: datetime, at: datetime) -> None:
    """Everything drawn up to a week ago; what was drawn later still waits."""
    keys = scene.props.keys
    moderators = [scene.person(one.nickname) for one in scene.props.cast.moderators]
    moment = since
    while moment < at:
        for by in moderators:
            for decision, _ in second_looks.waiting(scene.session, keys, by=by, at=moment):
                move, ground = decision.move, decision.facts.get("ground", "")
                if decision.id % DISAGREES == 0:
                    move, ground = (Move.ADMIT, "") if move is not Move.ADMIT else (Move.REFUSE, "unclear")
                second_looks.look(scene.session, keys, decision, by=by, move=move, ground=ground, at=moment)
        moment += WEEK
