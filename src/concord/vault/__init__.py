"""The vault: the only tables that hold content. It gives a gate what the gate lets pass, and nothing else to nobody.

Source: docs/spec/vault.md.
"""

from __future__ import annotations

from concord.vault.vault import Vault

__all__ = ["Vault"]
