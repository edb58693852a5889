"""The one-line language in which tables say whom an agreement covers, and its flows.

    condition := is(PARTY, …) | belongs(ORGANISATION) | belongs(ORGANISATION as standing, …)
               | agreement-with(ORGANISATION) | all(condition, …) | any(condition, …) | not(condition) | nobody
    flow      := [members of] OWNER -> RECIPIENT [covers condition] [refuses condition]
    flows     := flow; flow; …

`nobody` is the empty *any of*. A flow without `covers` covers nobody: it can only refuse.
Source: docs/spec/facts.md FA30-FA34; docs/spec/release.md R46, R51, R53.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from concord.release.relations import AgreementWith, AllOf, AnyOf, Belongs, Condition, Flow, Is, Not, Standing

_TOKEN = re.compile(r"\s*(?:(->|[(),;])|([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*))")
_END = "the end"
_DEPTH = 20
_NOBODY = AnyOf(())

T = TypeVar("T")


@dataclass
class _Tokens:
    """The words and signs of one text, taken from the front."""

    left: list[str]

    def peek(self) -> str:
        return self.left[0] if self.left else _END

    def take(self, *expected: str) -> str:
        found = self.peek()
        if expected and found not in expected:
            raise ValueError(f"expected `{'` or `'.join(expected)}`, found `{found}`")
        if found == _END:
            raise ValueError("expected more text, found the end")
        return self.left.pop(0)

    def name(self) -> str:
        found = self.peek()
        if not found[0].isalnum() or found == _END:
            raise ValueError(f"expected a name, found `{found}`")
        return self.left.pop(0)

    def accept(self, word: str) -> bool:
        if self.peek() != word:
            return False
        self.left.pop(0)
        return True


def read(text: str) -> Condition:
    """The condition that `text` writes.

    Raises:
        ValueError: the text is not a condition; the message says what was expected and found.
    """
    tokens = _split(text)
    condition = _condition(tokens, depth=0)
    _require_end(tokens)
    return condition


def read_flows(text: str) -> tuple[Flow, ...]:
    """The flows that `text` writes, without ceilings; none for an empty text.

    Raises:
        ValueError: as for `read`.
    """
    tokens = _split(text)
    flows: list[Flow] = []
    while tokens.left:
        flows.append(_flow(tokens))
        if tokens.left:
            tokens.take(";")
    return tuple(flows)


def write(condition: Condition) -> str:
    """The text of `condition`; reading it gives an equal condition."""
    match condition:
        case Is(parties):
            return f"is({', '.join(sorted(parties))})"
        case Belongs(organisation, standings):
            return f"belongs({organisation}{_write_standings(standings)})"
        case AgreementWith(organisation):
            return f"agreement-with({organisation})"
        case AllOf(parts):
            return f"all({', '.join(write(part) for part in parts)})"
        case AnyOf(parts):
            return f"any({', '.join(write(part) for part in parts)})" if parts else "nobody"
        case Not(part):
            return f"not({write(part)})"


def write_flows(flows: tuple[Flow, ...]) -> str:
    """The text of `flows`; reading it gives equal flows but for their ceilings."""
    return "; ".join(_write_flow(flow) for flow in flows)


def _write_flow(flow: Flow) -> str:
    owner = f"members of {flow.owner}" if flow.of_members else flow.owner
    covers = "" if flow.covers == _NOBODY else f" covers {write(flow.covers)}"
    refuses = "" if flow.refuses is None else f" refuses {write(flow.refuses)}"
    return f"{owner} -> {flow.recipient}{covers}{refuses}"


def _write_standings(standings: frozenset[Standing]) -> str:
    if standings == frozenset({Standing.MEMBER}):
        return ""
    return " as " + ", ".join(sorted(standing.value for standing in standings))


def _split(text: str) -> _Tokens:
    tokens: list[str] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if not found:
            raise ValueError(f"expected a name or one of `( ) , ; ->` at position {place + 1}")
        tokens.append(found.group(1) or found.group(2))
        place = found.end()
    return _Tokens(tokens)


def _require_end(tokens: _Tokens) -> None:
    if tokens.left:
        raise ValueError(f"expected the end, found `{tokens.peek()}`")


def _flow(tokens: _Tokens) -> Flow:
    owner = tokens.name()
    of_members = owner == "members" and tokens.accept("of")
    owner = tokens.name() if of_members else owner
    tokens.take("->")
    recipient = tokens.name()
    covers = _condition(tokens, depth=0) if tokens.accept("covers") else _NOBODY
    refuses = _condition(tokens, depth=0) if tokens.accept("refuses") else None
    return Flow(owner=owner, recipient=recipient, covers=covers, refuses=refuses, of_members=of_members)


def _condition(tokens: _Tokens, *, depth: int) -> Condition:
    if depth > _DEPTH:
        raise ValueError(f"expected at most {_DEPTH} levels of brackets, found more")
    word = tokens.take("is", "belongs", "agreement-with", "all", "any", "not", "nobody")
    if word == "nobody":
        return _NOBODY
    tokens.take("(")
    condition = _inside(word, tokens, depth=depth + 1)
    tokens.take(")")
    return condition


def _inside(word: str, tokens: _Tokens, *, depth: int) -> Condition:
    match word:
        case "is":
            return Is(frozenset(_listed(tokens, tokens.name)))
        case "belongs":
            return _belongs(tokens)
        case "agreement-with":
            return AgreementWith(tokens.name())
        case "not":
            return Not(_condition(tokens, depth=depth))
    parts = tuple(_listed(tokens, lambda: _condition(tokens, depth=depth)))
    return AllOf(parts) if word == "all" else AnyOf(parts)


def _belongs(tokens: _Tokens) -> Belongs:
    organisation = tokens.name()
    if not tokens.accept("as"):
        return Belongs(organisation)
    words = _listed(tokens, lambda: tokens.take(*(standing.value for standing in Standing)))
    return Belongs(organisation, frozenset(Standing(word) for word in words))


def _listed(tokens: _Tokens, one: Callable[[], T]) -> list[T]:
    """One or more, with commas between them."""
    found = [one()]
    while tokens.accept(","):
        found.append(one())
    return found
