"""Follow a petition without endorsing it, and how often to hear of it (sections 1 and 4 of the rules).

An e-mail address that was proved is enough. Nothing but the petition's own row for notices is kept: the address sealed and hashed
with the petition's key, as an endorser's is. What a person follows is computed for whoever is signed in.

**Digests** join what a person follows, which no row may do. Of the ways to join them, the least revealing that works was taken:

- A person's id or a hash of the address that is the same for all petitions, on the rows of those who chose a digest: simple, and a
  list of what each of them follows for whoever reads the database, kept as long as they follow. Not taken.
- What waits for a digest hangs on the petition's own row and names nobody (`DigestItem`). The addresses are opened when the digest is
  written, and joined in the memory of that one job. The letter carries its contents sealed, which are gone once it has left, and a
  hash that is another one in every period: neither two petitions nor two digests of one person can be told to belong together.

It costs opening every waiting address once a day.
"""
