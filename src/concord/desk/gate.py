"""The one filter: what the kernel releases to the reader of a moment, label set by label set.

Source: docs/spec/desk.md D20, D30, D51.
"""

from __future__ import annotations

from concord.desk.moment import Moment
from concord.release.labels import LabelSet
from concord.release.names import NEVER
from concord.release.reasons import Outcome


class Gate:
    """Asked by a store for every portion, or once for all portions of equal decision key. `until`: how long it holds.

    A store has no other way to know what may leave it, and no gate lets everything through. Before what is past, it
    asks for `then` as well: for the reader, rulebook and instant that the past is looked at by (D20).
    """

    def __init__(self, moment: Moment, then: Moment | None = None) -> None:
        self.moment = moment
        self.until = NEVER
        self._then = then

    def passes(self, label_set: LabelSet) -> bool:
        """Whether the kernel releases what carries that label set."""
        decision = self.moment.decided(label_set)
        self.until = min(self.until, decision.valid_until)
        return decision.outcome is Outcome.RELEASED

    def passed(self, label_set: LabelSet) -> bool:
        """Whether it released, then, what carried that label set; True where nothing past is looked at."""
        return self._then is None or self._then.decided(label_set).outcome is Outcome.RELEASED
