"""Concord: everything is a labelled record; every reader sees the edition released to them."""
