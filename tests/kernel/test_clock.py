from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from app.kernel.clock import TravellingClock, WallClock, travel, untravelled

SOON = timedelta(seconds=5)


def test_the_demonstration_travels_and_peoples_own_clocks_do_not(session: Session, sessions: sessionmaker[Session]) -> None:
    travel(session, timedelta(days=61))
    session.commit()
    clock = TravellingClock(sessions)
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=61)) < SOON
    assert abs(untravelled(clock) - datetime.now(UTC)) < SOON
    assert travel(session, None) == timedelta()


def test_elsewhere_there_is_one_time() -> None:
    assert abs(untravelled(WallClock()) - datetime.now(UTC)) < SOON
