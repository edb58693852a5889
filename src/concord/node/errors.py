"""What a node refuses.

ConcordError
└── NodeError          a folder that is no node, or one that cannot be opened or founded
    ├── BareError      a vault that holds nothing, where there should be that of a node
    ├── NoSeatError    an account that does not sit in a post
    │   └── NobodySatError    a post in which nobody sat at an instant
    └── ClockError     a clock that went back

Source: docs/spec/node.md I3, I4.
"""

from __future__ import annotations

from concord.release.errors import ConcordError


class NodeError(ConcordError):
    """Anything a node refuses; the message says what was expected and what was found."""


class BareError(NodeError):
    """A vault that holds nothing is no node's: a file that was emptied, or another database than the node's."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place}: expected the vault of a node that was founded, found one that holds nothing;"
            " restore it from a backup, or found a node"
        )


class NoSeatError(NodeError):
    """The words are the same whether there is such an account, such a post, or neither."""

    def __init__(self) -> None:
        super().__init__("no such seat: expected an account that sits in this post now")


class NobodySatError(NoSeatError):
    """The words are the same whether there was no such post then, nobody in it, or no node yet."""

    def __init__(self) -> None:
        NodeError.__init__(self, "nobody sat there: expected a post, and an instant at which somebody sat in it")


class ClockError(NodeError):
    """The clock of the node is before its last transaction: nothing is read or written until it is set right."""

    def __init__(self) -> None:
        super().__init__("the clock went back: expected an instant after the last transaction; set the clock right")
