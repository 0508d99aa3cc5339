"""Stage 4: the agency answers, point by point, within two months, in public (rules 12, 15 to 21)."""
