"""By what a test tells the site of `tests.web.lost` that its database is lost."""

FLAG = "lost"
"""The file in the folder of the node that says so, for as long as it stands there."""
VAULT, BOTH = "vault", "both"
"""What stands in it: the vault alone is lost, or the tables of the site with it."""
