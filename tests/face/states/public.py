"""The pages that are the same for everybody, besides the petition's own."""

from tests.face.state import State

STATES = [
    State("home", "/"),
    State("home-near", "/?list=near"),
    State("home-closing", "/?list=closing"),
    State("home-newest", "/?list=newest"),
    State("home-empty", "/", bare=True),
    State("petitions", "/petitions"),
    State("petitions-second-page", "/petitions?page=2"),
    State("petitions-search", "/petitions?q=公車"),
    State("petitions-filtered", "/petitions?stage=responding&topic=finance&agency=A05000000E&late=yes&sort=most"),
    State("petitions-nothing-found", "/petitions?q=石虎&stage=endorsing"),
    State("petitions-empty", "/petitions", bare=True),
    State("petitions-unknown-filter", "/petitions?stage=nowhere", status=422),
    State("rules", "/rules"),
]
