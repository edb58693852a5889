"""`concord what-if|unlock`: what a change would alter, and the smallest changes that reach a goal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import click

from concord.cli.document import portion_row, scene_options
from concord.cli.errors import UsageError
from concord.cli.inputs import examples
from concord.cli.scene import Scene
from concord.cli.show import echo_json, table, wrap
from concord.dissemination.brief.portions import marking_of
from concord.release.changes import (
    AddVariant,
    Admit,
    Brief,
    Change,
    Clear,
    Consent,
    Join,
    Reword,
    Sign,
    World,
    apply_all,
    taken_as_in_force,
)
from concord.release.decide import decide
from concord.release.errors import MalformedError
from concord.release.explain import sentences
from concord.release.labels import LabelSet
from concord.release.names import fold
from concord.release.periods import Confidence, from_day
from concord.release.relations import Membership, Standing
from concord.release.unlock import Goal, Unlock
from concord.release.unlock import unlock as find_unlock
from concord.release.whatif import Shift, best_answers

HYPOTHESIS = "hypothesis for analysis; implies no position"


@click.command(
    name="what-if",
    epilog=examples(
        "concord what-if demo --join CY=NATO",
        "concord what-if demo --reword cable='NATO CONFIDENTIAL Releasable to EU Council'",
        "concord what-if demo --reword pilots=staff --consent 'cable=EU Council'",
    ),
)
@click.option("--sign", multiple=True, metavar="AGREEMENT", help="Take an agreement of the facts as in force, by id.")
@click.option("--join", multiple=True, metavar="PARTY=ORG", help="Take a party as a member of an organisation.")
@click.option(
    "--reword",
    multiple=True,
    metavar="PORTION=LABEL",
    help="Write a portion anew under another label: a name from the front matter, or a marking.",
)
@click.option("--consent", multiple=True, metavar="PORTION=VALUE,…", help="Add release values to a portion's label.")
@scene_options
def what_if(
    scene: Scene,
    at: datetime,
    sign: tuple[str, ...],
    join: tuple[str, ...],
    reword: tuple[str, ...],
    consent: tuple[str, ...],
    as_json: bool,
) -> int:
    """What changes of DOC or of the rulebook would alter: squares, from and to."""
    changes: tuple[Change, ...] = (
        *(_sign(scene, identity, "--sign") for identity in sign),
        *(_join(scene, pair, at) for pair in join),
        *(_reword(scene, pair, at) for pair in reword),
        *(_consent(scene, pair) for pair in consent),
    )
    if not changes:
        raise UsageError("expected a change: --sign, --join, --reword or --consent, found none")
    shifts = _shifts(changes, World(scene.record, scene.readers(at), scene.book.rulebook), at)
    note = HYPOTHESIS if sign or join else ""
    if as_json:
        squares = [
            {"portion": s.portion, "seat": s.reader, "from": s.before.value, "to": s.after.value} for s in shifts
        ]
        echo_json({"at": at.isoformat(), "note": note, "squares": squares})
    else:
        click.echo("\n".join([*([note] if note else []), *_shift_lines(shifts)]))
    return 0


def _shifts(changes: tuple[Change, ...], world: World, at: datetime) -> tuple[Shift, ...]:
    before, after = best_answers(world, at), best_answers(apply_all(changes, world), at)
    return tuple(Shift(p, r, b, after[p, r]) for (p, r), b in before.items() if after[p, r] is not b)


def _shift_lines(shifts: tuple[Shift, ...]) -> Iterator[str]:
    """Squares by portion and change, with the seats they are of; then how many of each change."""
    if not shifts:
        yield "no square changes"
        return
    grouped: dict[tuple[str, str], list[str]] = {}
    for shift in shifts:
        grouped.setdefault((shift.portion, _moved(shift)), []).append(shift.reader)
    rows = [(portion, moved, str(len(who)), ", ".join(who)) for (portion, moved), who in grouped.items()]
    yield from table(rows, ("portion", "answer", "seats", "which"))
    totals = Counter(map(_moved, shifts))
    yield "; ".join(f"{count:,} {moved}" for moved, count in totals.most_common())


def _moved(shift: Shift) -> str:
    return f"{shift.before.value} → {shift.after.value}"


def _sign(scene: Scene, identity: str, option: str) -> Change:
    known = {agreement.id: agreement for agreement in scene.book.rulebook.agreements}
    if identity not in known:
        raise UsageError(f"{option}: expected the id of an agreement ({', '.join(sorted(known))}), found `{identity}`")
    return Sign(taken_as_in_force(known[identity]))


def _join(scene: Scene, pair: str, at: datetime) -> Change:
    party, organisation = _pair("--join", pair)
    parties = {each.id for each in scene.book.facts.parties}
    organisations = {row.organisation for row in scene.book.rulebook.memberships}
    if party not in parties:
        raise UsageError(f"--join: expected the id of a party, such as CY, found `{party}`")
    if organisation not in organisations:
        expected = ", ".join(sorted(organisations))
        raise UsageError(f"--join: expected an organisation ({expected}), found `{organisation}`")
    period = from_day(at)
    return Join(Membership(f"hypothesis {pair}", party, organisation, Standing.MEMBER, period, Confidence.SOURCED))


def _reword(scene: Scene, pair: str, at: datetime) -> Change:
    portion, label = _pair("--reword", pair)
    portion_row(scene, portion, "--reword")
    if label in scene.names:
        return Reword(portion, scene.names[label])
    try:
        return Reword(portion, LabelSet(scene.book.read_marking(label, at)))
    except MalformedError as error:
        raise MalformedError(f"--reword {portion}", error.findings) from error


def _consent(scene: Scene, pair: str) -> Change:
    portion, values = _pair("--consent", pair)
    row = portion_row(scene, portion, "--consent")
    wanted = tuple(value.strip() for value in values.split(","))
    known = _release_values(scene, row)
    for value in wanted:
        if fold(value) not in known:
            expected = ", ".join(known.values()) or "none: its label has no release values"
            raise UsageError(f"--consent: expected release values of `{portion}` ({expected}), found `{value}`")
    return Consent(portion, wanted)


def _release_values(scene: Scene, row: int) -> Mapping[str, str]:
    """The release values that a portion's label may have, as written, by folded name."""
    label = scene.record.label_set(scene.record.portions[row]).originator
    policy = scene.book.rulebook.policy(label.policy.name, label.created) if label and label.created else None
    profile = scene.book.rulebook.profile(policy) if policy else None
    tag_set = policy.set_by_name.get(fold(profile.release_set or "")) if policy and profile else None
    listed = (value.name for tag in tag_set.tags for value in tag.values) if tag_set else ()
    return {fold(name): name for name in listed}


def _pair(option: str, text: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign or not left.strip() or not right.strip():
        raise UsageError(f"{option}: expected two parts with `=` between them, found `{text}`")
    return left.strip(), right.strip()


@click.command(
    epilog=examples(
        "concord unlock demo --goal IE/EU,FI/EU:cable,signalling",
        "concord unlock demo --goal CY/EU:patrols --hypothesis EU-NATO-2003",
    )
)
@click.option("--goal", required=True, metavar="SEAT,…:PORTION,…", help="These seats may read these portions.")
@click.option("--hypothesis", multiple=True, metavar="AGREEMENT", help="Let this agreement be among the changes tried.")
@scene_options
def unlock(scene: Scene, at: datetime, goal: str, hypothesis: tuple[str, ...], as_json: bool) -> int:
    """The smallest sets of changes that let these seats read these portions of DOC.

    Staff's own changes are tried: wordings, briefings, clearances, release decisions. Agreements only if you name them.
    Exit status: 0 found, 3 none reaches the goal.
    """
    wanted = _goal(scene, goal, at)
    readers = tuple(reader for reader in scene.readers(at) if reader.id in wanted.readers)
    world = World(scene.record, readers, scene.book.rulebook)
    assumed = tuple(_sign(scene, identity, "--hypothesis") for identity in hypothesis)
    found = find_unlock(wanted, world, at, hypotheses=assumed)
    if as_json:
        sets = [[change_words(change, scene) for change in changes] for changes in found.sets]
        echo_json({"sets": sets, "proven": _proven(found), "tried": len(found.tried)})
    else:
        click.echo("\n".join(_unlock_lines(found, wanted, scene, at)))
    return 0 if found.sets else 3


def _proven(found: Unlock) -> str:
    return "smallest" if found.is_smallest else "not proven smallest"


def _unlock_lines(found: Unlock, goal: Goal, scene: Scene, at: datetime) -> Iterator[str]:
    """What reaches the goal, or what stands in its way."""
    who, what = ", ".join(sorted(goal.readers)), ", ".join(sorted(goal.portions))
    if found.sets == ((),):
        yield f"{who}: {what} released already"
        return
    if not found.sets:
        yield wrap(f"{who}: nothing that staff can do releases {what} ({len(found.tried)} changes tried)")
        yield from _in_the_way(goal, scene, at)
        yield "agreements are tried if you name them: --hypothesis"
        return
    each = "each of these alone" if len(found.sets[0]) == 1 else "each of these, all its parts together"
    yield wrap(f"{who}: {what} released after {each if len(found.sets) > 1 else 'this'}:")
    for number, changes in enumerate(found.sets, 1):
        for place, change in enumerate(changes):
            lead = f"{number}. " if place == 0 else "   and "
            yield wrap(f"{lead}{change_words(change, scene)}", "  ", "     ")
    yield f"{_proven(found)}, of {len(found.tried)} changes tried"


def _in_the_way(goal: Goal, scene: Scene, at: datetime) -> Iterator[str]:
    """The reasons for which the goal's squares are not released."""
    for portion in (scene.record.by_id[identity] for identity in sorted(goal.portions)):
        for identity in sorted(goal.readers):
            label_set, reader = scene.record.label_set(portion), scene.reader(identity, at)
            decision = decide(label_set, reader=reader, rulebook=scene.book.rulebook, at=at)
            for said in sentences(decision.reasons):
                yield wrap(f"{portion.id}, {identity}: {said.text}", "  ", "    ")


def _goal(scene: Scene, text: str, at: datetime) -> Goal:
    seats, sign, portions = text.partition(":")
    if not sign:
        raise UsageError(f"--goal: expected SEAT,…:PORTION,… such as IE/EU,FI/EU:cable,signalling, found `{text}`")
    readers = frozenset(scene.reader(seat.strip(), at).id for seat in seats.split(","))
    wanted = [portion.strip() for portion in portions.split(",")]
    for portion in wanted:
        portion_row(scene, portion, "--goal")
    return Goal(readers, frozenset(wanted))


def change_words(change: Change, scene: Scene) -> str:
    """A change in one line."""
    if isinstance(change, Sign):
        return f"{HYPOTHESIS}: {change.agreement.title}"
    if isinstance(change, Join):
        return f"{HYPOTHESIS}: {change.membership.party} joins {change.membership.organisation}"
    if isinstance(change, Clear):
        return f"clear {change.reader} for {', '.join(sorted(change.clearance.levels))} ({change.clearance.under})"
    if isinstance(change, Brief):
        return f"brief {change.reader} on {change.briefing.owner} information"
    if isinstance(change, Admit):
        return f"admit {change.reader} to {change.community.name}"
    if isinstance(change, Consent):
        return f"decide a release of {change.portion} to {', '.join(change.values)}"
    if isinstance(change, AddVariant):
        label_set = change.variant.label_set or LabelSet(None)
        return f"write a tear-line for {change.portion}, marked {marking_of(label_set, scene.book)}"
    if change.body is not None:
        return f"ask the originator: what {change.portion} holds or names is released to these readers"
    left = [f"{m.owner} {m.level}" for m in (*change.label_set.contains, *change.label_set.refers_to)]
    return f"reword {change.portion} " + (
        f"so that only {', '.join(left)} is left" if left else "without other owners' information"
    )
