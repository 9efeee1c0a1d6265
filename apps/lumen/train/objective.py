"""How the heavy model is fitted: one head for each action, logistic loss."""

HEADS = ("like", "reply", "repost", "profile_visit", "dwell", "report")

POSITIVE_WEIGHT = {
    "like": 1.0,
    "reply": 4.0,
    "repost": 2.0,
    "profile_visit": 2.0,
    "dwell": 1.0,
    "report": 6.0,
}

LEARNING_RATE = 0.3
LEAVES = 6
ROUNDS = 12
NEGATIVES_PER_POSITIVE = 4


def loss(probability, target, head):
    """Logistic loss of one impression; rare actions weigh more."""
    weight = POSITIVE_WEIGHT[head] if target == 1 else 1.0
    if target == 1:
        return -weight * log(probability)
    return -weight * log(1.0 - probability)


def log(value, floor=1e-7):
    """Natural logarithm that never sees zero."""
    from math import log as natural

    return natural(max(value, floor))
