"""What a file states of rules: facts over those that ship, a policy, or a profile; told apart by what the bytes are.

Source: docs/spec/site.md W26.
"""

from __future__ import annotations

from dataclasses import replace

from concord.desk.facts import FactsChange
from concord.facts import overlay as overlays
from concord.facts import shipped
from concord.facts.restating import Difference, restated
from concord.formats import profile
from concord.formats.profile.spec import FORMAT as PROFILE
from concord.formats.spif.read import read as read_policy
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.names import fold
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.rulebook import Rulebook

SOURCE = "file"


def stated_in(data: bytes, book: Rulebook) -> FactsChange:
    """What a file changes of a rulebook.

    Raises:
        MalformedError: it cannot be read, or cannot stand there; every fault.
    """
    if data.lstrip().startswith(b"<"):
        return _policy(data, book)
    if PROFILE.encode() in data:
        return _profile(profile.read(data, source=SOURCE), book)
    return change_of(restated(book, shipped(), overlays.read(data)))


def change_of(found: Difference) -> FactsChange:
    """The change of facts by which a rulebook becomes another."""
    return FactsChange(found.ended, found.added)


def _policy(data: bytes, book: Rulebook) -> FactsChange:
    reading = read_policy(data, source=SOURCE)
    if reading.policy is None:
        raise MalformedError(SOURCE, tuple(each for each in reading.findings if each.weight is Weight.ERROR))
    new = reading.policy
    same = next((each for each in book.policies if _is_same_edition(each, new)), None)
    if same is not None and same != new:
        found = Finding("W26", "edition", f"another than {new.edition}: an edition is never changed", f"{new.edition}")
        raise MalformedError(SOURCE, (found,))
    _check_fit(replace(book, policies=(*book.policies, new)), (new,))
    return FactsChange(added=() if same else (new,))


def _profile(new: Profile, book: Rulebook) -> FactsChange:
    served = tuple(each for each in book.policies if new.serves(each.name, each.edition))
    if not served:
        found = Finding("W26", "policy", "one of the rulebook, in an edition that it has", f"`{new.policy}`")
        raise MalformedError(SOURCE, (found,))
    gone = tuple(each for each in book.profiles if _gives_way(each, new))
    left = tuple(each for each in book.profiles if each not in gone)
    _check_fit(replace(book, profiles=(*left, new)), served)
    is_there = gone == (new,)
    return FactsChange(() if is_there else gone, () if is_there else (new,))


def _check_fit(book: Rulebook, policies: tuple[Policy, ...]) -> None:
    """Refuse a policy and a profile that do not fit; of a policy without a profile nothing is released (R21)."""
    served = [(policy, book.profile(policy)) for policy in policies]
    found = [each for policy, own in served if own for each in profile.fit(own, policy)]
    wrong = tuple(dict.fromkeys(each for each in found if each.weight is Weight.ERROR))
    if wrong:
        raise MalformedError(SOURCE, wrong)


def _is_same_edition(one: Policy, other: Policy) -> bool:
    return (fold(one.name), one.edition) == (fold(other.name), other.edition)


def _gives_way(old: Profile, new: Profile) -> bool:
    return (fold(old.policy), old.first_edition) == (fold(new.policy), new.first_edition)
