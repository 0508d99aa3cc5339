"""Stage 1: a citizen writes down what the government should do, sees what is similar, and submits it (rules 1 to 3)."""
