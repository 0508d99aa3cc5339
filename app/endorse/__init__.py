"""Stage 3: one endorsement per citizen and petition, counted exactly, decided by the clock (rules 8 to 13).

No row links a person to what they endorsed: an endorsement carries two nullifiers, keyed by the petition.
"""
