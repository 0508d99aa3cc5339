"""What people say back: the proposer's reply, ratings, the survey; and a milestone that is left out."""

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
    State("desk-ratings", "/desk/{answered}/ratings", who="wu"),
    State("desk-skip", "/desk/{established}/do/skip-plan", who="wu"),
]
