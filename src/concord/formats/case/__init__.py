"""Release cases: the contract with other systems, and the form in which a difference is dumped.

Source: docs/spec/cases.md.
"""

from concord.formats.case.read import read
from concord.formats.case.spec import Case, Expectation, Expected, ExpectedRule, Given, Mode, Refused, Scope
from concord.formats.case.write import lay_out, write

__all__ = [
    "Case",
    "Expectation",
    "Expected",
    "ExpectedRule",
    "Given",
    "Mode",
    "Refused",
    "Scope",
    "lay_out",
    "read",
    "write",
]
