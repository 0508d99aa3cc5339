"""The demonstration: people, petitions and endorsements that look like life, for whoever wants to see the platform at work.

What happens to each petition stands in `petitions/*.toml`, counted in days before today, and who there is in `people.toml`; all of
it is fictional. The seeder makes it happen day by day with the platform's own verbs, at moments in the past, so that dates,
ledger and texts are what the platform would have made of it. Only endorsements are written in bulk. Refused in production.
"""
