"""Writing a proposal and handing it in."""

from tests.face.state import State

STATES = [
    State("drafts", "/propose", who="mei"),
    State("write-new", "/propose/{new}", who="mei"),
    State("write-draft", "/propose/{draft}", who="mei"),
    State("write-whole", "/propose/{whole}?rows=3", who="mei"),
    State("write-wrong", "/propose/{draft}", who="mei", sends={"act": "next", "title": "短", "demands": "改"}, status=422),
    State("write-elsewhere", "/propose/{draft}", who="mei", sends={"mark": "older", "seen": "older", "title": "另一個分頁"}, status=409),
    State("back-elsewhere", "/propose/{whole}/back", who="mei", sends={"mark": "older", "seen": "older", "label": "統計"}, status=409),
    State("write-revised", "/propose/{new}?revise={refused-with-hints}", who="refused-with-hints"),
    State("back-new", "/propose/{new}/back", who="mei"),
    State("back-whole", "/propose/{whole}/back?agency=交通", who="mei"),
    State("back-wrong", "/propose/{draft}/back", who="mei", sends={"act": "next", "label": "統計", "url": "例"}, status=422),
    State("preview-missing", "/propose/{draft}/preview", who="mei"),
    State("preview-whole", "/propose/{whole}/preview", who="mei"),
    State("receipt", "/propose/{handed-in}/receipt", who="bo"),
    State("discard", "/propose/{draft}/discard", who="mei"),
]
