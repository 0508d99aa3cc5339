"""Stage 2: moderators screen within three workdays, in public: admit, refuse with a ground, hide; appeals (rules 4 to 9)."""
