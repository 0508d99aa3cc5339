"""The petition's page in every stage."""

from tests.face.petitions import PETITIONS
from tests.face.state import State

SHOWN = [State(f"petition-{name}", f"/petitions/{{{name}}}") for name in PETITIONS if name != "hidden"]

STATES = [*SHOWN, State("petition-hidden", "/petitions/{hidden}", status=404)]
