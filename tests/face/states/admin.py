"""The administrator's pages, and the page behind the link in every letter."""

from tests.face.state import State

PREVIEW = "/admin/pauses/preview?begins=2026-03-10T00:00&ends=2026-04-02T00:00&reason=%E9%81%B8%E8%88%89"
LATE = {"since": "2026-05-01", "endorse_days": "90", "instrument": "院授發資字第2號", "reason": "讓更多人看到。", "edition": "0"}

STATES = [
    State("admin-people", "/admin", who="ann"),
    State("admin-people-wrong", "/admin", who="ann", sends={"address": "x", "role": "officer"}, to="/admin/people", status=422),
    State("admin-agencies", "/admin/agencies", who="ann"),
    State("admin-agency-add", "/admin/agencies/new", who="ann"),
    State("admin-agency-rename", "/admin/agencies/A15000000G/rename", who="ann"),
    State("admin-agency-merge", "/admin/agencies/A05000000E/merge", who="ann"),
    State("admin-agency-merge-wrong", "/admin/agencies/A05000000E/merge", who="ann", sends={"into": "", "instrument": ""}, status=422),
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
    State("admin-policy-plan", "/admin/policy/plan", who="ann"),
    State("admin-policy-wrong", "/admin/policy/plan", who="ann", sends={"since": "昨天", "endorse_threshold": "很多"}, status=422),
    State("admin-policy-late", "/admin/policy/plan", who="ann", sends=LATE, status=409),
    State("admin-policy-cancel", "/admin/policy/{change}/cancel", who="ann"),
    State("admin-letters", "/admin/letters", who="ann"),
    State("admin-letter", "/admin/letters/admitted/zh", who="ann"),
    State("admin-letter-wrong", "/admin/letters/admitted/en", who="ann", sends={"text-0": "Admitted: %(name)s"}, status=422),
    State("admin-pauses", "/admin/pauses?polling=2026-11-28", who="ann"),
    State("admin-pauses-wrong", "/admin/pauses/preview?begins=2026-02-01T00:00&ends=%E6%98%8E%E5%A4%A9", who="ann", status=422),
    State("admin-pause-preview", PREVIEW, who="ann"),
    State("admin-pause", "/admin/pauses/{pause}", who="ann"),
    State("notices", "/notices/{letters}"),
    State("notices-stopped", "/notices/{stopped-letters}"),
    State("notices-digests", "/notices/digests/{digests}"),
    State("notices-digests-stopped", "/notices/digests/{stopped-digests}"),
    State("digests", "/notices/digests/{digests}"),
    State("digests-stopped", "/notices/digests/{stopped-digests}"),
]
