"""One running installation: its settings, its databases, its vault.

Source: docs/spec/vault.md V1; the only package that knows the vault.
"""
