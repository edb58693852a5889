"""The words of a profile file and where each is defined.

Source: docs/spec/profile.md F1-F14.
"""

from __future__ import annotations

from concord.release.profile import Behind, ProseKind

FORMAT = "concord-profile/1"
"""What the key `format` says (F1)."""

LIMIT_BYTES = 1_000_000
"""A longer file is refused unread (F1)."""

LISTED: frozenset[Behind] = frozenset({Behind.OWNER, Behind.INSTITUTIONS, Behind.MARKER, Behind.GRANTED})
"""Backings that need no party: a list of values (F10)."""

SINGLE: frozenset[Behind] = frozenset({Behind.ORGANISATION, Behind.STATE, Behind.CLAUSE})
"""Backings by one party each: a table of value and party id (F10)."""

RULE_FIELDS: dict[ProseKind, frozenset[str]] = {
    ProseKind.EXACTLY_ONE: frozenset(),
    ProseKind.MARKER_WITH: frozenset({"value", "other_set"}),
    ProseKind.REPEATS: frozenset({"other_set"}),
    ProseKind.ONLY_AT: frozenset({"levels"}),
    ProseKind.OWNER_IN: frozenset(),
}
"""What each kind of prose rule needs besides `id`, `kind` and `set` (F11)."""

IGNORING: frozenset[ProseKind] = frozenset({ProseKind.EXACTLY_ONE, ProseKind.REPEATS})
"""The kinds of prose rule that may ignore values (F11)."""

OWNER_FROM = "owner_from"
"""Marking hint: the tag set whose value is printed in place of the policy's name (F13)."""

OWNER_AT = "owner_at"
"""Marking hint: the owner's word at one level, as `owner_at.LEVEL` (F13)."""

HIDE_REPEATED = "hide_repeated"
"""Marking hint: a tag set in which the owner's value and those of the owner's set are not printed (F13)."""

ASK = "ask"
"""Marking hint: values that a name which is none may stand for, as `ask.NAME`, one hint a value (F13)."""
