"""The errors of the kernel and of what stands on it.

ConcordError
└── MalformedError    an input that cannot be read, with every finding at once
"""

from __future__ import annotations

from concord.release.findings import Finding


class ConcordError(Exception):
    """Anything Concord refuses with a reason of its own."""


class MalformedError(ConcordError):
    """An input that cannot be read; `findings` names everything that is wrong with it, each with its place."""

    def __init__(self, source: str, findings: tuple[Finding, ...]) -> None:
        self.source = source
        self.findings = findings
        super().__init__("\n".join(f"{source}: {finding}" for finding in findings))
