"""One of several to choose from, as WTForms wants it written; pairs are on their way out there, and its type stubs do not know."""

from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]

__all__ = ["Choice"]
