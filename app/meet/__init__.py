"""Meetings before an answer: called in public, with seats for endorsers by a draw that anybody can check, and a record (rule 16).

It stands above the stages, since it asks who endorsed. Who signed up is in no row beside their name: a lot holds a nullifier and an
address sealed under the petition's own key, for as long as somebody may have to be invited. The draw is committed to beforehand by
the hash of its seed, and the seed is shown when it is drawn.
"""
