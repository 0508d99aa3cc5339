"""Every table, imported once, for Alembic and for tests."""

from app.accounts import models as accounts
from app.kernel import clock, office_days, outbox
from app.kernel.db import Base
from app.petition import models as petition

__all__ = ["Base", "accounts", "clock", "office_days", "outbox", "petition"]
