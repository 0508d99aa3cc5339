"""Every table, imported once, for Alembic and for tests."""

from app.accounts import challenges, kept, second_factor, sign_ins
from app.accounts import models as accounts
from app.announce import models as announce
from app.endorse import models as endorse
from app.jobs import models as jobs
from app.kernel import clock, office_days, outbox, sent_copies
from app.kernel.db import Base
from app.petition import models as petition
from app.propose import models as propose
from app.respond import models as respond
from app.review import models as review

__all__ = [
    "Base",
    "accounts",
    "announce",
    "challenges",
    "clock",
    "endorse",
    "jobs",
    "kept",
    "office_days",
    "outbox",
    "petition",
    "propose",
    "respond",
    "review",
    "second_factor",
    "sent_copies",
    "sign_ins",
]
