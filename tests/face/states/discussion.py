"""The discussion, read and taken part in."""

from tests.face.state import State

HERE = "/petitions/{in-conversation}/discussion"
OWN, OTHERS = f"{HERE}/{{own-comment}}", f"{HERE}/{{comment}}"
DESK, MINE = "/desk/{in-conversation}/discussion", "/me/{in-conversation}/discussion"
REPORTED = "/moderate/comments/{reported-comment}"

STATES = [
    State("discussion", HERE),
    State("discussion-newest", f"{HERE}?sort=newest"),
    State("discussion-empty", "/petitions/{endorsing}/discussion"),
    State("discussion-paged", "/petitions/{long}/discussion?page=2"),
    State("discussion-closed", "/petitions/{corrected}/discussion"),
    State("discussion-not-open-yet", "/petitions/{in-review}/discussion"),
    State("comment-write", f"{HERE}/write", who="mei"),
    State("comment-write-lane", f"{HERE}/write?lane=against", who="mei"),
    State("comment-write-wrong", f"{HERE}/write", who="mei", sends={"text": ""}, status=422),
    State("comment-personal-data", f"{HERE}/write", who="mei", sends={"lane": "for", "text": "請打0912-345-678找我。"}, status=422),
    State("comment-preview", f"{HERE}/write", who="mei", sends={"lane": "for", "text": "我也遇到過。", "act": "preview"}),
    State("comment-too-late", "/petitions/{corrected}/discussion/write", who="mei", status=409),
    State("comments-mine", f"{HERE}/mine", who="bo"),
    State("comments-mine-removed", f"{HERE}/mine", who="chen"),
    State("comments-mine-none", f"{HERE}/mine", who="newcomer"),
    State("comment-edit", f"{OWN}/edit", who="bo"),
    State("comment-edit-wrong", f"{OWN}/edit", who="bo", sends={"text": ""}, status=422),
    State("comment-edit-too-late", f"{HERE}/{{own-old-comment}}/edit", who="bo", status=409),
    State("comment-delete", f"{OWN}/delete", who="bo"),
    State("comment-vote", f"{OTHERS}/vote", who="mei"),
    State("comment-voted", f"{OWN}/vote", who="mei"),
    State("comment-report", f"{OTHERS}/report", who="mei"),
    State("comment-report-wrong", f"{OTHERS}/report", who="mei", sends={}, status=422),
    State("comment-reported", f"{OTHERS}/report?done=1", who="mei"),
    State("proposer-discussion", MINE, who="in-conversation"),
    State("proposer-reply", f"{MINE}/{{own-comment}}", who="in-conversation"),
    State("proposer-reply-wrong", f"{MINE}/{{own-comment}}", who="in-conversation", sends={"text": ""}, status=422),
    State("desk-discussion", DESK, who="wu"),
    State("desk-comment", f"{DESK}/{{own-comment}}", who="wu"),
    State("desk-comment-wrong", f"{DESK}/{{own-comment}}", who="wu", sends={"text": ""}, status=422),
    State("reported-comments", "/moderate/comments", who="lin"),
    State("reported-comments-empty", "/moderate/comments", who="lin", bare=True),
    State("reported-comment", REPORTED, who="lin"),
    State("reported-comment-wrong", REPORTED, who="lin", sends={"verdict": "removed"}, status=422),
]
