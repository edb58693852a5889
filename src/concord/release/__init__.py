"""The release kernel: labels, policies, facts and the one decision on them. Standard library only.

Source: docs/spec/release.md.
"""

from concord.release.decide import Decision, decide, decision_key, effective_clearance
from concord.release.errors import ConcordError, MalformedError
from concord.release.findings import Finding, Weight
from concord.release.reasons import Outcome, Reason, Rule
from concord.release.rulebook import Rulebook

__all__ = [
    "ConcordError",
    "Decision",
    "Finding",
    "MalformedError",
    "Outcome",
    "Reason",
    "Rule",
    "Rulebook",
    "Weight",
    "decide",
    "decision_key",
    "effective_clearance",
]
