"""Pages of the demonstration, added to those of the site: the first page, the tour, one click to come in, a banner.

Nothing of it is reached where the demonstration's own settings are not used. Source: docs/spec/demo.md X6, X7, X9.
"""
