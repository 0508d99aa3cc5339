"""The desk of those who look after the count, and the public pages of what was removed."""

from tests.face.state import State

FILLED = {"begins": "昨天", "rule": "同一分鐘的附議", "reason": ""}
REMOVED = "/integrity/batches/{removed-batch}"
BATCH, SHORTFALL = "/integrity/batches/{batch}", "/integrity/shortfalls/{shortfall}"

STATES = [
    State("ledger", "/petitions/{below-threshold}/ledger"),
    State("ledger-undone", "/petitions/{long}/ledger"),
    State("ledger-in-review", "/petitions/{in-review}/ledger"),
    State("removals", "/removals"),
    State("waiting", "/waiting"),
    State("waiting-none", "/waiting", bare=True),
    State("agencies-sorted", "/agencies?sort=overdue"),
    State("removals-none", "/removals", bare=True),
    State("integrity", "/integrity", who="lin"),
    State("integrity-none", "/integrity", who="ann", bare=True),
    State("integrity-find", "/integrity/find?number=X", who="lin"),
    State("integrity-petition", "/integrity/petitions/{below-threshold}", who="lin"),
    State("integrity-hour", "/integrity/petitions/{nearly-there}/hour?at={busy-hour}", who="lin"),
    State("integrity-prepare-wrong", "/integrity/petitions/{endorsing}/remove", who="ann", sends=FILLED, status=422),
    State("integrity-batch", BATCH, who="lin"),
    State("integrity-batch-own", BATCH, who="ann", sends={"act": "confirm"}, status=409),
    State("integrity-batch-removed", REMOVED, who="lin", sends={}, to=f"{REMOVED}/undo", status=422),
    State("integrity-shortfalls", "/integrity/shortfalls", who="lin"),
    State("integrity-shortfall-wrong", SHORTFALL, who="lin", sends={"statement": ""}, status=422),
]
