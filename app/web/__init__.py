"""The surfaces: the only users of Flask and WTForms. Each surface is routes, forms, templates and one guard."""
