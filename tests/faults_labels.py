"""Faults planted in gate 1: what makes a label valid. Part of tests/faults.py."""

from __future__ import annotations

from tests.planting import Fault

GATE_ONE = (
    Fault("policy OID is not compared", "validity.py", "form.oid is not None and form.oid != policy.oid", "False"),
    Fault(
        "OID and name may disagree",
        "resolve.py",
        "return by_oid if by_name is None or by_name is by_oid else None",
        "return by_oid or by_name",
    ),
    Fault("kind of a group is believed", "validity.py", "if group.kind not in tag_set.kinds:", "if False:"),
    Fault(
        "a value of another kind is taken",
        "resolve.py",
        "return tag_set.entries.get((kind, name), ()) if name else ()",
        "return next((tag_set.entries[k, name] for k in Kind if name and (k, name) in tag_set.entries), ())",
    ),
    Fault("an empty group passes", "validity.py", "        if not group.values:\n", "        if False:\n"),
    Fault("a blank value is free input", "resolve.py", "    if not name:\n        return ()\n", ""),
    Fault(
        "a missing creation instant passes",
        "validity.py",
        "    if form.created is None:\n        yield Failure(Rule.MALFORMED",
        "    if False:\n        yield Failure(Rule.MALFORMED",
    ),
    Fault(
        "the last entry of a name overwrites",
        "validity.py",
        "for _, entry in value.entries):",
        "for _, entry in value.entries[-1:]):",
    ),
    Fault("a window ends a tick early", "validity.py", "now <= entry.not_after)", "now < entry.not_after)"),
    Fault("an empty all of is true", "validity.py", "return bool(per_ref) and all(per_ref)", "return all(per_ref)"),
    Fault("only one is read as one or more", "validity.py", "return len(hits) == 1", "return len(hits) >= 1"),
    Fault(
        "limits count entries, not values",
        "validity.py",
        "        for tag, _ in value.entries:\n            place = (value.tag_set.name, id(tag))\n"
        "            tags.setdefault(place, (value, tag, set()))[2].add(value.name)\n",
        "        for tag, entry in value.entries:\n            place = (value.tag_set.name, id(tag))\n"
        "            tags.setdefault(place, (value, tag, set()))[2].add(str(id(entry)))\n",
    ),
    Fault(
        "the edition of creation is not read",
        "memo.py",
        "    then = rulebook.policy(form.policy, form.created) or today",
        "    then = today",
    ),
    Fault("a set without a role passes", "validity.py", "if role_of(profile, name) is None:", "if False:"),
    Fault(
        "a bare label is never invalid", "validity.py", "if not named and profile.bare is Bare.INVALID:", "if False:"
    ),
    Fault(
        "repeats need not add",
        "validity.py",
        "repeated <= given and bool(given - other - ignored)",
        "repeated <= given",
    ),
)
