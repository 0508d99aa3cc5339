"""Refusals as pages."""

from tests.face.state import State

STATES = [
    State("error-400", "/__face/400", status=400),
    State("error-403", "/moderate", who="mei", status=403),
    State("error-404", "/nowhere", status=404),
    State("error-405", "/sign-out", status=405),
    State("error-409", "/me/{answered}/withdraw", who="answered", status=409),
    State("error-413", "/sign-in", sends={"address": "長" * 200_000}, status=413),
    State("error-429", "/__face/429", status=429),
    State("error-500", "/__face/500", status=500),
    State("error-503", "/__face/503", status=503),
]
