"""What runs by itself, and the only users of RQ.

The rows in PostgreSQL are the queue of record: letters, the ledger, and one row per task and period. Redis is the doorbell: losing
it costs seconds. `schedule` is the table of what runs when; `tick`, the one leader among any number, writes the rows and rings;
a worker that hears it runs the task, and where nobody hears it, the tick runs it itself. Every task looks at how things stand
rather than at why it was called, so running late, twice or in parallel changes nothing.
"""
