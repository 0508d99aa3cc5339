"""What people make of an answer: endorsers rate it with two questions, everybody concerned is asked three a month later (rule 22).

It stands above the stages, since it asks both who endorsed and what was answered. Ratings are kept apart from how the process went:
that is measured by the clock. No row names anybody, and nothing is shown before thirty have spoken.
"""
