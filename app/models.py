"""Every table, imported once, for Alembic and for tests."""

from app.accounts import challenges, deputies, kept, saved_views, second_factor, sign_ins
from app.accounts import models as accounts
from app.announce import alerts
from app.announce import models as announce
from app.discuss import models as discuss
from app.endorse import models as endorse
from app.errands import models as errands
from app.follow import models as follow
from app.jobs import models as jobs
from app.kernel import clock, office_days, outbox, sent_copies
from app.kernel.db import Base
from app.meet import models as meet
from app.petition import handovers, links, merging, pauses, rulebook, topics
from app.petition import models as petition
from app.propose import models as propose
from app.rate import models as rate
from app.respond import approvals, docket, parts
from app.respond import models as respond
from app.review import advice, holds, notes
from app.review import models as review

__all__ = [
    "Base",
    "accounts",
    "advice",
    "alerts",
    "announce",
    "approvals",
    "challenges",
    "clock",
    "deputies",
    "discuss",
    "docket",
    "endorse",
    "errands",
    "follow",
    "handovers",
    "holds",
    "jobs",
    "kept",
    "links",
    "meet",
    "merging",
    "notes",
    "office_days",
    "outbox",
    "parts",
    "pauses",
    "petition",
    "propose",
    "rate",
    "respond",
    "review",
    "rulebook",
    "saved_views",
    "second_factor",
    "sent_copies",
    "sign_ins",
    "topics",
]
