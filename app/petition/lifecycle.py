"""The life of a petition as one table: which move leads from which stage to which."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    IN_REVIEW = "in_review"
    NOT_ADMITTED = "not_admitted"
    ENDORSING = "endorsing"
    NOT_REACHED = "not_reached"
    RESPONDING = "responding"
    RESPONDED = "responded"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    HIDDEN = "hidden"


class Move(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ADMIT = "admit"
    REFUSE = "refuse"
    HIDE = "hide"
    APPEAL = "appeal"
    CONSULT = "consult"
    ADVISE = "advise"
    ASSIGN = "assign"
    MARK = "mark"
    REACH = "reach"
    LAPSE = "lapse"
    TAKE_UP = "take_up"
    PLAN = "plan"
    CONTACT = "contact"
    SKIP = "skip"
    CONVENE = "convene"
    REARRANGE = "rearrange"
    CALL_OFF = "call_off"
    DRAW = "draw"
    MEET = "meet"
    EXTEND = "extend"
    ANSWER = "answer"
    STUDY = "study"
    RECALL = "recall"
    RECALL_FINAL = "recall_final"
    CORRECT = "correct"
    PROGRESS = "progress"
    REPLY = "reply"
    SURVEY = "survey"
    PROMISE = "promise"
    CLOSE = "close"
    LINK = "link"
    UNLINK = "unlink"
    OFFER_MERGE = "offer_merge"
    DECLINE_MERGE = "decline_merge"
    MERGE = "merge"
    ABSORB = "absorb"
    PAUSE = "pause"
    RESUME = "resume"
    SUCCEED = "succeed"
    REMOVE = "remove"
    RESTORE = "restore"
    UPHOLD = "uphold"


S, M = Stage, Move

# What is still before the public may be linked to another; what has ended keeps the links it had.
LINKABLE = (S.IN_REVIEW, S.ENDORSING, S.NOT_REACHED, S.RESPONDING, S.RESPONDED, S.FOLLOW_UP, S.CLOSED)
# Where endorsements stand and may be removed and restored (rule 26).
COUNTED = (S.ENDORSING, S.NOT_REACHED, S.RESPONDING, S.RESPONDED, S.FOLLOW_UP, S.CLOSED)

LIFE: dict[tuple[Stage | None, Move], Stage] = {
    (None, M.SUBMIT): S.IN_REVIEW,
    (S.IN_REVIEW, M.ADMIT): S.ENDORSING,
    (S.IN_REVIEW, M.REFUSE): S.NOT_ADMITTED,
    (S.IN_REVIEW, M.HIDE): S.HIDDEN,
    (S.IN_REVIEW, M.WITHDRAW): S.WITHDRAWN,
    (S.IN_REVIEW, M.CONSULT): S.IN_REVIEW,
    (S.IN_REVIEW, M.ADVISE): S.IN_REVIEW,
    (S.NOT_ADMITTED, M.APPEAL): S.IN_REVIEW,
    (S.NOT_ADMITTED, M.HIDE): S.HIDDEN,
    (S.ENDORSING, M.ASSIGN): S.ENDORSING,
    (S.ENDORSING, M.MARK): S.ENDORSING,
    (S.ENDORSING, M.REACH): S.RESPONDING,
    (S.ENDORSING, M.LAPSE): S.NOT_REACHED,
    (S.ENDORSING, M.TAKE_UP): S.RESPONDING,
    (S.ENDORSING, M.WITHDRAW): S.WITHDRAWN,
    (S.ENDORSING, M.HIDE): S.HIDDEN,
    (S.ENDORSING, M.OFFER_MERGE): S.ENDORSING,
    (S.ENDORSING, M.DECLINE_MERGE): S.ENDORSING,
    (S.ENDORSING, M.MERGE): S.MERGED,
    (S.ENDORSING, M.ABSORB): S.ENDORSING,
    (S.NOT_REACHED, M.TAKE_UP): S.RESPONDING,
    # A removal that is undone may show that it had reached its threshold after all.
    (S.NOT_REACHED, M.REACH): S.RESPONDING,
    (S.RESPONDING, M.ASSIGN): S.RESPONDING,
    (S.RESPONDING, M.MARK): S.RESPONDING,
    (S.RESPONDING, M.PLAN): S.RESPONDING,
    (S.RESPONDING, M.CONTACT): S.RESPONDING,
    (S.RESPONDING, M.SKIP): S.RESPONDING,
    (S.RESPONDING, M.CONVENE): S.RESPONDING,
    (S.RESPONDING, M.REARRANGE): S.RESPONDING,
    (S.RESPONDING, M.CALL_OFF): S.RESPONDING,
    (S.RESPONDING, M.DRAW): S.RESPONDING,
    (S.RESPONDING, M.MEET): S.RESPONDING,
    (S.RESPONDING, M.EXTEND): S.RESPONDING,
    (S.RESPONDING, M.ANSWER): S.RESPONDED,
    (S.RESPONDING, M.STUDY): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.ASSIGN): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.PROGRESS): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.CONVENE): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.REARRANGE): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.CALL_OFF): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.DRAW): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.MEET): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.CORRECT): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.REPLY): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.SURVEY): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.RECALL): S.RESPONDING,
    (S.FOLLOW_UP, M.ANSWER): S.RESPONDED,
    (S.FOLLOW_UP, M.PROMISE): S.FOLLOW_UP,
    (S.RESPONDED, M.CORRECT): S.RESPONDED,
    (S.RESPONDED, M.REARRANGE): S.RESPONDED,
    (S.RESPONDED, M.CALL_OFF): S.RESPONDED,
    (S.RESPONDED, M.DRAW): S.RESPONDED,
    (S.RESPONDED, M.MEET): S.RESPONDED,
    (S.RESPONDED, M.REPLY): S.RESPONDED,
    (S.RESPONDED, M.SURVEY): S.RESPONDED,
    (S.RESPONDED, M.PROMISE): S.RESPONDED,
    (S.RESPONDED, M.RECALL): S.RESPONDING,
    (S.RESPONDED, M.RECALL_FINAL): S.FOLLOW_UP,
    (S.RESPONDED, M.CLOSE): S.CLOSED,
    (S.CLOSED, M.SURVEY): S.CLOSED,
    # Endorsing goes on after the answer: what an agency took up before its threshold may still come to it (rule 11).
    (S.RESPONDED, M.MARK): S.RESPONDED,
    (S.FOLLOW_UP, M.MARK): S.FOLLOW_UP,
    (S.CLOSED, M.MARK): S.CLOSED,
    **{(stage, move): stage for stage in LINKABLE for move in (M.LINK, M.UNLINK)},
    # A pause moves the window of whatever is still open to endorsing (rule 24).
    (S.ENDORSING, M.PAUSE): S.ENDORSING,
    (S.ENDORSING, M.RESUME): S.ENDORSING,
    (S.RESPONDING, M.PAUSE): S.RESPONDING,
    (S.RESPONDING, M.RESUME): S.RESPONDING,
    (S.RESPONDED, M.PAUSE): S.RESPONDED,
    (S.RESPONDED, M.RESUME): S.RESPONDED,
    (S.FOLLOW_UP, M.PAUSE): S.FOLLOW_UP,
    (S.FOLLOW_UP, M.RESUME): S.FOLLOW_UP,
    (S.CLOSED, M.PAUSE): S.CLOSED,
    (S.CLOSED, M.RESUME): S.CLOSED,
    # An agency that takes over another's open matters.
    (S.IN_REVIEW, M.SUCCEED): S.IN_REVIEW,
    (S.NOT_ADMITTED, M.SUCCEED): S.NOT_ADMITTED,
    (S.ENDORSING, M.SUCCEED): S.ENDORSING,
    (S.NOT_REACHED, M.SUCCEED): S.NOT_REACHED,
    (S.RESPONDING, M.SUCCEED): S.RESPONDING,
    (S.FOLLOW_UP, M.SUCCEED): S.FOLLOW_UP,
    # Or over its open promises.
    (S.RESPONDED, M.SUCCEED): S.RESPONDED,
    (S.CLOSED, M.SUCCEED): S.CLOSED,
    **{(stage, move): stage for stage in COUNTED for move in (M.REMOVE, M.RESTORE)},
    **{(stage, M.UPHOLD): stage for stage in COUNTED if stage not in (S.ENDORSING, S.NOT_REACHED)},
    (S.CLOSED, M.PROMISE): S.CLOSED,
}

# Endorsing goes on until the window closes, whatever the agency does meanwhile (rule 11).
OPEN_TO_ENDORSE = (S.ENDORSING, S.RESPONDING, S.RESPONDED, S.FOLLOW_UP, S.CLOSED)
UNDER_WAY = (S.IN_REVIEW, S.ENDORSING, S.RESPONDING, S.FOLLOW_UP)
ANSWERED = (S.RESPONDED, S.FOLLOW_UP, S.CLOSED)


def diagram() -> str:
    """The table drawn as a Mermaid state diagram, for the README."""
    lines = ["stateDiagram-v2"]
    for (before, move), after in LIFE.items():
        if before is not after:
            lines.append(f"    {before or '[*]'} --> {after}: {move}")
    ends = [stage for stage in Stage if not any(before is stage and after is not stage for (before, _), after in LIFE.items())]
    return "\n".join(lines + [f"    {stage} --> [*]" for stage in ends])
