"""`concord what-if|unlock|timeline`: before anybody signs, what would reach a goal, and what turned when."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import click

from concord.cli.brief.compute import SINCE, UNTIL
from concord.cli.brief.portions import marking_of
from concord.cli.brief.views import reasons, turns
from concord.cli.document import document_options, portion_row
from concord.cli.errors import UsageError
from concord.cli.inputs import INSTANT
from concord.cli.scene import Scene, open_scene
from concord.cli.show import echo_json, progress, table, wrap
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
)
from concord.release.labels import LabelSet
from concord.release.periods import ALWAYS, Confidence, from_day
from concord.release.relations import Membership, Standing
from concord.release.unlock import Goal
from concord.release.unlock import unlock as find_unlock
from concord.release.whatif import Shift, best_answers

HYPOTHESIS = "hypothesis for analysis; implies no position"


@click.command(name="what-if")
@document_options
@click.option("--sign", multiple=True, metavar="AGREEMENT", help="Take an agreement of the facts as in force, by id.")
@click.option("--join", multiple=True, metavar="PARTY=ORG", help="Take a party as a member of an organisation.")
@click.option(
    "--reword", multiple=True, metavar="PORTION=MARKING", help="Label a portion anew, nothing else held in it."
)
@click.option("--consent", multiple=True, metavar="PORTION=VALUE,…", help="Add release values to a portion's label.")
def what_if(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    sign: tuple[str, ...],
    join: tuple[str, ...],
    reword: tuple[str, ...],
    consent: tuple[str, ...],
    as_json: bool,
) -> int:
    """What changes of DOC or of the rulebook would alter: squares, from and to."""
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    instant = at or scene.day
    changes: list[Change] = [
        *(_sign(scene, identity) for identity in sign),
        *(_join(pair, instant) for pair in join),
        *(_reword(scene, pair, instant) for pair in reword),
        *(_consent(scene, pair) for pair in consent),
    ]
    if not changes:
        raise UsageError("expected a change: --sign, --join, --reword or --consent, found none")
    world = World(scene.record, scene.readers(instant), scene.book.rulebook)
    shifts = _shifts(tuple(changes), world, instant)
    note = HYPOTHESIS if sign or join else ""
    if as_json:
        entries = [
            {"portion": s.portion, "seat": s.reader, "from": s.before.value, "to": s.after.value} for s in shifts
        ]
        echo_json({"at": instant.isoformat(), "note": note, "squares": entries})
        return 0
    if note:
        click.echo(note)
    _print_shifts(scene, shifts, instant)
    return 0


def _shifts(changes: tuple[Change, ...], world: World, at: datetime) -> tuple[Shift, ...]:
    before, after = best_answers(world, at), best_answers(apply_all(changes, world), at)
    return tuple(Shift(p, r, b, after[p, r]) for (p, r), b in before.items() if after[p, r] is not b)


def _print_shifts(scene: Scene, shifts: tuple[Shift, ...], at: datetime) -> None:
    """Squares by portion and change, with the seats they are of."""
    if not shifts:
        click.echo("no square changes")
        return
    grouped: dict[tuple[str, str], list[str]] = {}
    for shift in shifts:
        grouped.setdefault((shift.portion, f"{shift.before.value} → {shift.after.value}"), []).append(shift.reader)
    rows = [(portion, moved, str(len(who)), ", ".join(who)) for (portion, moved), who in grouped.items()]
    click.echo("\n".join(table(rows, ("portion", "answer", "seats", "which"))))
    totals = Counter(f"{s.before.value} → {s.after.value}" for s in shifts)
    click.echo("; ".join(f"{count} {moved}" for moved, count in sorted(totals.items())))


def _sign(scene: Scene, identity: str) -> Change:
    for agreement in scene.book.rulebook.agreements:
        if agreement.id == identity:
            sure = Confidence.SOURCED
            return Sign(replace(agreement, period=ALWAYS, usable=ALWAYS, confidence=sure, usable_confidence=sure))
    known = ", ".join(sorted(a.id for a in scene.book.rulebook.agreements)[:10])
    raise UsageError(f"--sign: expected the id of an agreement, such as {known} …, found `{identity}`")


def _join(pair: str, at: datetime) -> Change:
    party, organisation = _pair("--join", pair)
    period = from_day(at)
    return Join(Membership(f"hypothesis {pair}", party, organisation, Standing.MEMBER, period, Confidence.SOURCED))


def _reword(scene: Scene, pair: str, at: datetime) -> Change:
    portion, marking = _pair("--reword", pair)
    portion_row(scene, portion)
    return Reword(portion, LabelSet(scene.book.read_marking(marking, at)))


def _consent(scene: Scene, pair: str) -> Change:
    portion, values = _pair("--consent", pair)
    portion_row(scene, portion)
    return Consent(portion, tuple(value.strip() for value in values.split(",")))


def _pair(option: str, text: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign or not left.strip() or not right.strip():
        raise UsageError(f"{option}: expected two parts with `=` between them, found `{text}`")
    return left.strip(), right.strip()


@click.command()
@document_options
@click.option("--goal", required=True, metavar="SEAT,…:PORTION,…", help="These seats may read these portions.")
@click.option("--hypothesis", multiple=True, metavar="AGREEMENT", help="Let this agreement be among the changes tried.")
def unlock(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    goal: str,
    hypothesis: tuple[str, ...],
    as_json: bool,
) -> int:
    """The smallest sets of changes that let these seats read these portions of DOC: exit 3 if none is found."""
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    instant = at or scene.day
    wanted = _goal(scene, goal, instant)
    readers = tuple(reader for reader in scene.readers(instant) if reader.id in wanted.readers)
    world = World(scene.record, readers, scene.book.rulebook)
    assumed = tuple(_sign(scene, identity) for identity in hypothesis)
    found = find_unlock(wanted, world, instant, hypotheses=assumed)
    proven = "smallest" if found.is_smallest else "not proven smallest"
    sets = [[change_words(change, scene) for change in changes] for changes in found.sets]
    if as_json:
        echo_json({"sets": sets, "proven": proven, "tried": len(found.tried)})
    elif not sets:
        click.echo(f"no set of changes reaches this goal ({len(found.tried)} changes tried)")
    elif sets == [[]]:
        click.echo("the goal is reached already")
    else:
        click.echo(
            f"{len(sets)} set{'s' * (len(sets) > 1)} of {len(sets[0])}, {proven}, of {len(found.tried)} changes tried"
        )
        for number, words in enumerate(sets, 1):
            click.echo(f"{number}.")
            for each in words:
                click.echo(wrap(each, "   "))
    return 0 if sets else 3


def _goal(scene: Scene, text: str, at: datetime) -> Goal:
    seats, sign, portions = text.partition(":")
    if not sign:
        raise UsageError(f"--goal: expected SEAT,…:PORTION,… such as IE/EU,FI/EU:p7,p8, found `{text}`")
    readers = frozenset(scene.reader(seat.strip(), at).id for seat in seats.split(","))
    wanted = [portion.strip() for portion in portions.split(",")]
    for portion in wanted:
        portion_row(scene, portion)
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


@click.command()
@document_options
@click.option("--since", type=INSTANT, default=SINCE.date().isoformat(), show_default=True)
@click.option("--until", type=INSTANT, default=UNTIL.date().isoformat(), show_default=True)
def timeline(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    since: datetime,
    until: datetime,
    as_json: bool,
) -> int:
    """The dates at which the matrix of DOC changed, and the facts that turned there."""
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    with progress("dates") as told:
        found = turns(scene, since, until, at or scene.day, told)
    if as_json:
        entries = [
            {"at": t.at.isoformat(), "changed": t.changed, "facts": list(t.facts), "why": list(reasons(t, scene))}
            for t in found
        ]
        echo_json({"id": scene.record.id, "turns": entries})
        return 0
    rows = [
        (
            turn.at.astimezone(UTC).date().isoformat(),
            str(turn.changed),
            str(len(turn.matrix.readers)),
            "; ".join(turn.facts),
        )
        for turn in found
    ]
    click.echo("\n".join(table(rows, ("date", "changed", "seats", "facts that turned"))))
    return 0
