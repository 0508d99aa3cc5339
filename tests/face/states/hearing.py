"""Meetings and who may sit in them; what people say of an answer; a milestone that is left out."""

from tests.face.state import State

STATES = [
    State("ratings", "/petitions/{answered}/ratings"),
    State("ratings-too-few", "/petitions/{corrected}/ratings"),
    State("agency-ratings", "/agencies/A05000000E/ratings"),
    State("rate", "/petitions/{corrected}/rate", who="bo"),
    State("rate-wrong", "/petitions/{corrected}/rate", who="bo", sends={"addressed": "4"}, status=422),
    State("rate-not-endorsed", "/petitions/{corrected}/rate", who="mei"),
    State("reply-to-answer", "/me/{under-study-overdue}/answer", who="under-study-overdue"),
    State(
        "reply-to-answer-preview",
        "/me/{under-study-overdue}/answer",
        who="under-study-overdue",
        sends={"text": "第一項回答到了，第二項沒有日期。"},
    ),
    State("survey", "/survey/{survey}"),
    State("survey-wrong", "/survey/{survey}", sends={"answered": "4", "text": "請打0912-345-678。"}, status=422),
    State("admin-surveys", "/admin/opinions", who="ann"),
    State("admin-opinions", "/admin/opinions/{answered}", who="ann"),
    State("desk-ratings", "/desk/{answered}/ratings", who="wu"),
    State("meetings", "/petitions/{in-conversation}/meetings"),
    State("meetings-none", "/petitions/{planned}/meetings"),
    State("seat", "/petitions/{established}/meetings/{meeting}/seat", who="bo"),
    State("seat-drawn", "/petitions/{in-conversation}/meetings/{drawn-meeting}/seat", who="bo"),
    State("seat-of-proposer", "/petitions/{established}/meetings/{meeting}/seat", who="established"),
    State("seat-not-endorsed", "/petitions/{established}/meetings/{meeting}/seat", who="kai"),
    State("desk-meetings", "/desk/{in-conversation}/meetings", who="wu"),
    State("desk-meeting-new", "/desk/{established}/meetings/new", who="wu"),
    State("desk-meeting-wrong", "/desk/{established}/meetings/new", who="wu", sends={"seats": "5"}, status=422),
    State("desk-meeting-change", "/desk/{established}/meetings/{meeting}", who="wu"),
    State("desk-meeting-off", "/desk/{established}/meetings/{meeting}/off", who="wu"),
    State("desk-meeting-record", "/desk/{established}/meetings/{meeting}/record", who="wu"),
    State("desk-skip", "/desk/{established}/do/skip-plan", who="wu"),
]
