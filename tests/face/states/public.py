"""The pages that are the same for everybody, besides the petition's own."""

from tests.face.state import State

STATES = [
    State("beside", "/petitions/{opposed}/beside/{opposite}"),
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
    State("help", "/help"),
    State("help-easy", "/help/easy"),
    State("accessibility", "/accessibility"),
    State("privacy", "/privacy"),
    State("sitemap", "/sitemap"),
    State("data", "/data"),
    State("transparency", "/transparency"),
    State("transparency-empty", "/transparency", bare=True),
    State("agencies", "/agencies"),
    State("agencies-empty", "/agencies", bare=True),
    State("agency", "/agencies/A05000000E"),
    State("agency-empty", "/agencies/A05000000E", bare=True),
    State("agency-unknown", "/agencies/X", status=404),
]
