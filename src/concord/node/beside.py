"""What is wrong with a node beside its vault: in its folder, and in its settings.

Source: docs/spec/node.md I12, I13.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from concord.node.node import Node
from concord.node.parts import left_in
from concord.release.findings import Finding
from concord.release.names import fold
from concord.release.policy import Policy


def copies_left(folder: Path) -> Iterator[Finding]:
    """What a backup or a restore that was killed left in the folder of a node, whether a node is in it or not."""
    expected = "no copy that a stopped backup or restore left: back up or restore into this folder, or remove it"
    for left in left_in(folder):
        yield Finding("I12", left.name, expected, "one, with content in the clear")


def unknown_ceiling(node: Node) -> Iterator[Finding]:
    """What the ceiling of a node names and the rulebook in force does not: nothing of such a policy can be held."""
    policies: dict[str, list[Policy]] = {}
    for policy in node.in_force.facts.rulebook.policies:
        policies.setdefault(fold(policy.name), []).append(policy)
    for name, level in (node.config.ceiling or {}).items():
        named = policies.get(fold(name), [])
        if not named:
            known = ", ".join(sorted(f"`{policy.name}`" for some in policies.values() for policy in some[:1]))
            expected = f"a policy of the rulebook in force: {known or 'it has none'}"
            yield Finding("I13", f"ceiling of `{name}`", expected, "a name that it does not know")
        elif not any(fold(level) in policy.level_by_name for policy in named):
            known = ", ".join(f"`{each.name}`" for each in named[-1].levels)
            yield Finding("I13", f"ceiling of `{name}`", f"a level of this policy: {known}", f"`{level}`")
