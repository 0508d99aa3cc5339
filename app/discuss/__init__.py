"""The discussion of a petition in three lanes: for, against, other (rule 23).

Verified citizens comment; only the responsible agencies and the proposer reply, one level deep; "well argued" votes and recency
rank each lane by itself. Open from admission until some days after the answer, by the clock. Anyone signed in may report a comment;
a removed one leaves a stub with its public ground. A comment has an author; a vote and a report name nobody (`nullifiers`).
"""
