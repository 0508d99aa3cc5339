"""Who people are: agencies, people and their proofs, who serves where, and who is signed in.

Rule of section 2: a citizen has proved an e-mail address and a mobile number, each by a code sent to it, and has declared to be a
national or a resident. There are no passwords. One mobile number carries `persons_per_phone` people. The number is never stored,
only its keyed hash; the address only sealed, and found again by its keyed hash. Those who serve need a second factor besides.
"""
