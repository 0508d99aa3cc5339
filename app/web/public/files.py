"""Files and feeds as they leave: a CSV to be saved under a name, an Atom feed."""

from __future__ import annotations

from flask import Response, make_response, render_template

ATOM = "application/atom+xml; charset=utf-8"


def sheet(name: str, written: str) -> Response:
    """A CSV file, `name` without its ending."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(written, content_type="text/csv; charset=utf-8", headers=headers)


def atom(template: str, **facts: object) -> Response:
    answer = make_response(render_template(template, **facts))
    answer.content_type = ATOM
    return answer
