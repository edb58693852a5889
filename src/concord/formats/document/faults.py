"""Everything that is wrong with one document, collected while it is read (D16)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from concord.formats.document.spec import FINDINGS_MOST
from concord.release.errors import MalformedError
from concord.release.findings import Finding

NUMBER = re.compile(r"line (\d+)")


@dataclass
class Faults:
    """The findings of the document called `source`; reading ends at `FINDINGS_MOST` of them."""

    source: str
    found: list[Finding] = field(default_factory=list)

    def add(self, rule: str, line: int, expected: str, found: str) -> None:
        """Add a finding on `line`; `rule` is its number in docs/spec/document.md.

        Raises:
            MalformedError: there are too many findings to go on.
        """
        self.extend([Finding(rule=f"document.md {rule}", place=f"line {line}", expected=expected, found=found)])

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add findings whose place begins with their line; raises as `add` does."""
        self.found.extend(findings)
        if len(self.found) >= FINDINGS_MOST:
            self.found.append(Finding("document.md D16", self.found[-1].place, "fewer findings", "too many to go on"))
            self.settle()

    def settle(self) -> None:
        """Pass if nothing was found.

        Raises:
            MalformedError: with every finding, in the order of lines.
        """
        if self.found:
            raise MalformedError(self.source, tuple(sorted(self.found, key=_line)))


def _line(finding: Finding) -> int:
    number = NUMBER.match(finding.place)
    return int(number[1]) if number else 0
