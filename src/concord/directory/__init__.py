"""Who is who on both sides: institutions, posts and contacts, and the roster behind them, kept by two persons.

Source: docs/spec/directory.md.
"""
