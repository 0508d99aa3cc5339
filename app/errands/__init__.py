"""Errands: long work that a person asks of the platform and comes back for.

A row is the errand: what, for whom, how far. A worker goes on with it one portion and one transaction at a time, so that its
progress shows while it runs and one that is killed goes on where the last portion ended; an import is one transaction as a
whole, so that nothing is ever half done. One person has at most one open errand of a kind, however often they press. What an
export makes is sealed, shown to whoever asked for it alone, and deleted after some days.
"""
