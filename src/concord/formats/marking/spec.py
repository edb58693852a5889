"""Where and how a marking is printed: the codes of Open XML SPIF 2.1, and the limits of reading.

Source: docs/spec/marking.md M1-M18.
"""

from __future__ import annotations

NO_NAME = "noNameDisplay"
"""The value's name is not printed, only its phrase."""

NO_MARKING = "noMarkingDisplay"
"""Shown when the label is made, not printed."""

SUPPRESS_LEVEL = "suppressClassName"
"""The value is printed in place of the level."""

REPLACE_POLICY = "replacePolicy"
"""The phrase is printed in place of the policy's name."""

DISPLAY = frozenset({NO_NAME, NO_MARKING, SUPPRESS_LEVEL, REPLACE_POLICY})
"""Codes that say how something is printed, not where."""

PAGE = frozenset({"pageTop", "pageBottom", "pageTopBottom"})
"""Places that stand in for one another: the top and the bottom of a page."""

PORTION = "portionMarking"
"""Beside a portion of a document, in parentheses."""

APART = frozenset({PORTION, "inputTitle", "xHeader"})
"""Places whose words are used nowhere else."""

DEFAULT_CODE = "pageTopBottom"
DEFAULT_LANGUAGE = "en"

LIMIT_CHARACTERS = 2_000
"""A longer marking is refused unread (M10)."""

LIMIT_STEPS = 50_000
"""Reading that takes more steps than this is given up (M10)."""

SHOWN_CHARACTERS = 60
"""How much of a marking that was not understood is repeated in a message."""

DASHES = ("-", "\N{EN DASH}", "\N{EM DASH}")
"""Set off by spaces before a group of values, these are punctuation (M14)."""
