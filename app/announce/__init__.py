"""Who hears of what (section 4 of the rules): ledger → letters → mail.

`rules` is the table: which letter each move writes, and to whom. `audience` finds the addresses, `actions` turns rows of the ledger
into letters, `reminders` writes those that no move causes, and `letters` renders them.

A letter is one template, `templates/letters/<name>.j2`, rendered twice, as plain text and as HTML (`media`): written apart, the two
come to say different things. Its source is Chinese; English stands in `templates/letters/en.po`.
"""
