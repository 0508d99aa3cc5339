"""Gongyi 共議: propose, review, endorse, respond.

What may happen to a petition is a stage (`propose`, `review`, `endorse`, `respond`: plain Python and SQLAlchemy);
who is asking is a surface (`web/public`, `web/citizen`, `web/moderator`, `web/agency`, `web/admin`). Below both stand the spine
(`petition`), the people (`accounts`) and the `kernel`, which knows nothing of petitions; above them `announce` and `jobs`.
Imports go downward only; nothing lives in this file and nothing imports it.
"""
