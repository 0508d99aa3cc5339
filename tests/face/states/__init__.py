"""Every page of the platform in every state.

A new page needs one line here: a `State` in the list of its surface, with a name for its pictures, its path, and who asks. All
checks (axe, HTML, console, reflow, both languages, both schemes, budgets) and `scripts/shots` then follow by themselves. A page
that shows something new needs that in the world: a petition in tests/face/petitions.py, anything else in tests/face/world.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.face.state import State
from tests.face.states import admin, agency, citizen, discussion, door, errors, hearing, integrity, moderator, petition, propose, public

SURFACES: Mapping[str, Sequence[State]] = {
    "public": public.STATES,
    "petition": petition.STATES,
    "door": door.STATES,
    "citizen": citizen.STATES,
    "discussion": discussion.STATES,
    "propose": propose.STATES,
    "moderator": moderator.STATES,
    "agency": agency.STATES,
    "admin": admin.STATES,
    "hearing": hearing.STATES,
    "integrity": integrity.STATES,
    "errors": errors.STATES,
}
STATES: Sequence[State] = [state for states in SURFACES.values() for state in states]

# What a GET answers with, where it is no page: by endpoint, with the reason.
NOT_PAGES: Mapping[str, str] = {
    "static": "files",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "health.metrics": "for machines",
    "public.attachment": "a file",
    "agency.attachment": "a file",
    "public.petitions_json": "JSON",
    "public.petition_json": "JSON",
    "public.rules_json": "JSON",
    "public.rules_atom": "Atom",
    "public.petitions_csv": "CSV",
    "public.counties_csv": "CSV",
    "public.days_csv": "CSV",
    "public.petitions_atom": "Atom",
    "public.petition_atom": "Atom",
    "public.ledger_csv": "CSV",
    "public.agencies_csv": "CSV",
    "public.agencies_json": "JSON",
    "public.agencies_atom": "Atom",
    "public.agency_json": "JSON",
    "public.waiting_csv": "CSV",
    "public.waiting_json": "JSON",
    "public.ledger_json": "JSON",
    "public.removals_csv": "CSV",
    "public.removals_json": "JSON",
    "public.removals_atom": "Atom",
    "integrity.hour_csv": "CSV",
    "public.discussion_json": "JSON",
    "public.ratings_csv": "CSV",
    "public.agencies_ratings_csv": "CSV",
    "public.agencies_ratings_json": "JSON",
    "public.moderation_json": "JSON",
    "public.moderation_csv": "CSV",
    "public.moderation_atom": "Atom",
    "public.promises_json": "JSON",
    "public.promises_csv": "CSV",
    "public.promises_atom": "Atom",
    "sharing.discovered": "JSON",
    "sharing.card": "a picture",
    "sharing.home_card": "a picture",
    "sharing.qr": "a picture",
    "sharing.touch_icon": "a picture",
    "sharing.favicon": "a picture",
    "sharing.robots": "for machines",
    "sharing.sitemap": "for machines",
    "sharing.sitemap_pages": "for machines",
    "sharing.sitemap_page": "for machines",
    "theme.sheet": "a stylesheet",
    "door.errand_file": "a file",
    "propose.similar": "a piece of the writing page, which shows it",
    "propose.found": "a piece of the page of agencies, which shows it",
}
