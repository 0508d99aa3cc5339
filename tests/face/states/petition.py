"""The petition's page in every stage."""

from tests.face.petitions import PETITIONS
from tests.face.state import State

SHOWN = [State(f"petition-{name}", f"/petitions/{{{name}}}") for name in PETITIONS if name != "hidden"]

STATES = [
    *SHOWN,
    State("petition-promises", "/petitions/{promised}/promises"),
    State("petition-versions", "/petitions/{corrected}/answer/versions"),
    State("petition-difference", "/petitions/{corrected}/answer/versions/1/2"),
    State("embed", "/petitions/{endorsing}/embed"),
    State("embed-long", "/petitions/{long}/embed"),
    State("embed-answered", "/petitions/{answered}/embed"),
    State("embed-hidden", "/petitions/{hidden}/embed", status=404),
    State("poster", "/petitions/{endorsing}/poster"),
    State("poster-long", "/petitions/{long}/poster"),
    State("poster-closed", "/petitions/{not-reached}/poster"),
    State("petition-hidden", "/petitions/{hidden}", status=404),
]
