"""The administrator's pages, and the page behind the link in every letter."""

from tests.face.state import State

STATES = [
    State("admin-people", "/admin", who="ann"),
    State("admin-people-wrong", "/admin", who="ann", sends={"address": "x", "role": "officer"}, to="/admin/people", status=422),
    State("admin-agencies", "/admin/agencies", who="ann"),
    State("admin-leads", "/admin/leads", who="ann"),
    State("admin-leads-empty", "/admin/leads", who="ann", bare=True),
    State("admin-lead", "/admin/leads/{without-lead}", who="ann"),
    State("admin-lead-disputed", "/admin/leads/{offered}", who="ann"),
    State("admin-lead-wrong", "/admin/leads/{without-lead}", who="ann", sends={"lead": ""}, status=422),
    State("admin-calendar", "/admin/calendar", who="ann"),
    State("admin-calendar-wrong", "/admin/calendar", who="ann", sends={"day": "明天"}, to="/admin/calendar/close", status=422),
    State(
        "admin-calendar-twice",
        "/admin/calendar",
        who="ann",
        sends={"day": "2026-03-01", "note": "颱風"},
        to="/admin/calendar/close",
        status=409,
    ),
    State("admin-import", "/admin/calendar/import", who="ann"),
    State("admin-errands", "/admin/errands", who="ann"),
    State("admin-errands-none", "/admin/errands", who="ann", bare=True),
    State("admin-jobs", "/admin/jobs", who="ann"),
    State("admin-policy", "/admin/policy", who="ann"),
    State("notices", "/notices/{letters}"),
    State("notices-stopped", "/notices/{stopped-letters}"),
    State("notices-digests", "/notices/digests/{digests}"),
    State("notices-digests-stopped", "/notices/digests/{stopped-digests}"),
    State("digests", "/notices/digests/{digests}"),
    State("digests-stopped", "/notices/digests/{stopped-digests}"),
]
