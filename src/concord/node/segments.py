"""Renewing the segments of a node: what its tables are answered from.

Source: docs/spec/node.md I10; docs/spec/vault.md V60-V65.
"""

from __future__ import annotations

from concord.node.node import Node
from concord.vault.renewing import Renewed, renew

__all__ = ["Renewed", "renewed"]


def renewed(node: Node) -> Renewed:
    """Bring the segments of a node to the state of now; others read and file meanwhile.

    Raises:
        VaultError: the settings name no folder for them.
        UnavailableError: purges came between again and again, or the folder cannot be written.
    """
    done = renew(node.vault)
    node.vault.settle()
    return done
