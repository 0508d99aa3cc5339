"""What every part stands on and what knows nothing of petitions: clock, database, secrets, errors, letters."""
