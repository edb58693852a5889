"""Accounts: how somebody comes in. Who that is, and where they sit, the roster says.

Source: docs/spec/site.md W2, W3.
"""
