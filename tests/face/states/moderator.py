"""The moderators' queue, cases and decisions."""

from tests.face.state import State

REFUSE = "/moderate/{in-review}/refuse"
WHY = {"ground": "individual_case", "explanation": "這件事只處理一位民眾的票價退費，不涉及制度。", "elsewhere": "請洽原售票單位。"}

STATES = [
    State("queue", "/moderate", who="hao"),
    State("queue-appeals", "/moderate?kind=appeal", who="hao"),
    State("queue-nothing-found", "/moderate?q=石虎&due=today", who="hao"),
    State("queue-empty", "/moderate", who="hao", bare=True),
    State("proposals", "/moderate/proposals", who="lin"),
    State("proposals-empty", "/moderate/proposals", who="lin", bare=True),
    State("looks", "/moderate/second-looks", who="hao"),
    State("looks-empty", "/moderate/second-looks", who="hao", bare=True),
    State("look", "/moderate/second-looks/{look}", who="hao"),
    State("look-wrong", "/moderate/second-looks/{look}", who="hao", sends={"move": "refuse"}, status=422),
    State("standards", "/moderate/standards", who="lin"),
    State("case", "/moderate/{in-review}", who="lin"),
    State("case-held", "/moderate/{consulted}", who="hao"),
    State("case-note-wrong", "/moderate/{consulted}", who="lin", sends={"note": ""}, to="/moderate/{consulted}/notes", status=422),
    State("ask-advice", "/moderate/{consulted}/advice", who="lin"),
    State("case-overdue", "/moderate/{review-overdue}", who="lin"),
    State("case-personal-data", "/moderate/{personal-data}", who="lin"),
    State("case-appealed", "/moderate/{appealed}", who="hao"),
    State("case-barred", "/moderate/{appealed}", who="lin"),
    State("case-hiding", "/moderate/{to-be-hidden}", who="lin"),
    State("case-refusing", "/moderate/{to-be-refused}", who="lin"),
    State("case-decided", "/moderate/{endorsing}", who="lin"),
    State("admit", "/moderate/{in-review}/admit", who="lin"),
    State("admit-wrong", "/moderate/{in-review}/admit", who="lin", sends={"lead": ""}, status=422),
    State(
        "admit-too-late",
        "/moderate/{in-review}/admit",
        who="lin",
        sends={"lead": "A05000000E"},
        to="/moderate/{endorsing}/admit",
        status=409,
    ),
    State("ground", REFUSE, who="lin"),
    State("refuse", f"{REFUSE}?ground=individual_case", who="lin"),
    State("refuse-wrong", f"{REFUSE}?ground=individual_case", who="lin", sends={"ground": "individual_case"}, to=REFUSE, status=422),
    State("refuse-preview", f"{REFUSE}?ground=individual_case", who="lin", sends=WHY, to=REFUSE),
    State("case-with-updates", "/moderate/{established}", who="lin"),
    State("remove-update", "/moderate/{established}/updates/{update}", who="lin"),
    State("remove-update-wrong", "/moderate/{established}/updates/{update}", who="lin", sends={}, status=422),
    State("removed-update", "/moderate/{established}/updates/{removed-update}", who="lin"),
    State("links", "/moderate/{opposed}/links", who="lin"),
    State("links-wrong", "/moderate/{opposed}/links", who="lin", sends={"other": "P-2026-9999", "relation": "same"}, status=422),
    State("hide", "/moderate/{endorsing}/hide", who="lin"),
    State("hide-wrong", "/moderate/{endorsing}/hide", who="lin", sends={}, status=422),
]
