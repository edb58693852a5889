"""The pages of the site, a module for each place in its navigation."""
