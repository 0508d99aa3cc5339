"""What every surface shares: the session, guards, errors, forms, headers, filters, pictures."""
