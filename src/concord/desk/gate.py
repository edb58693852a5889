"""The one filter: what the kernel releases to the reader of a moment, label set by label set.

Source: docs/spec/desk.md D20, D30.
"""

from __future__ import annotations

from concord.desk.moment import Moment
from concord.release.decide import decide
from concord.release.labels import LabelSet
from concord.release.names import NEVER
from concord.release.reasons import Outcome


class Gate:
    """Asked by a store for every portion, or once for all portions of equal decision key. `until`: how long it holds.

    A store has no other way to know what may leave it, and no gate lets everything through.
    """

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.until = NEVER

    def passes(self, label_set: LabelSet) -> bool:
        """Whether the kernel releases what carries that label set."""
        moment = self.moment
        decision = decide(label_set, reader=moment.reader, rulebook=moment.rulebook, at=moment.at)
        self.until = min(self.until, decision.valid_until)
        return decision.outcome is Outcome.RELEASED
