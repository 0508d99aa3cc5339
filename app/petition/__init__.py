"""The spine that every stage shares: what a petition is, what may happen to it, when, and the ledger of what happened."""
