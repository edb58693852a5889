"""`concord rulebook show|check|diff`: what is in force, what it promises, what a change opens and closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from concord.cli.books import Book, make_book
from concord.cli.brief.compute import SINCE, UNTIL
from concord.cli.inputs import INSTANT, as_json, rulebook_options
from concord.cli.show import echo_json, echo_line, progress, table
from concord.facts.promised import promises
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.promises import all_labels, check_promises, cleared, label_words
from concord.release.readers import Reader
from concord.release.relations import Standing


@click.group()
def rulebook() -> None:
    """Policies, profiles and dated facts as one value with a digest."""


@rulebook.command()
@rulebook_options
@click.option("--at", type=INSTANT, help="As of this date (default: the newest policy's beginning).")
@as_json
def show(
    policies: tuple[str, ...], profiles: tuple[str, ...], overlay: str | None, at: datetime | None, as_json: bool
) -> int:
    """What is in the rulebook: policies with their editions and profiles, counts of facts, digest."""
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    entries = list(_policies(book))
    counts = {
        "memberships": len(book.rulebook.memberships),
        "agreements": len(book.rulebook.agreements),
        "equivalences": len(book.rulebook.equivalences),
        "open questions": len(book.rulebook.questions),
    }
    if as_json:
        echo_json({"edition": book.rulebook.edition, "digest": book.rulebook.digest, "policies": entries, **counts})
        return 0
    click.echo(f"{book.rulebook.edition}\ndigest {book.rulebook.digest}\n")
    rows = [(str(e["name"]), str(e["edition"]), str(e["levels"]), str(e["profile"])) for e in entries]
    click.echo("\n".join(table(rows, ("policy", "edition", "levels", "profile"))))
    click.echo("\n" + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for finding in book.findings:
        click.echo(f"note: {finding}", err=True)
    return 0


def _policies(book: Book) -> Iterator[dict[str, object]]:
    for policy in book.rulebook.policies:
        served = book.rulebook.profile(policy)
        yield {
            "name": policy.name,
            "oid": policy.oid,
            "edition": policy.edition,
            "since": policy.since.isoformat(),
            "levels": len(policy.levels),
            "profile": f"owner {served.owner}" if served else "none: withheld",
            "digest": policy.digest,
        }


@rulebook.command()
@rulebook_options
@as_json
def check(policies: tuple[str, ...], profiles: tuple[str, ...], overlay: str | None, as_json: bool) -> int:
    """Check every shipped promise over parties x labels x every date at which a fact turns: exit 3 if one is broken."""
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    with progress("checking") as told:
        kept = check_promises(
            promises(), parties=seats_of(book), rulebook=book.rulebook, since=SINCE, until=UNTIL, progress=told
        )
    broken = [entry for entry in kept if entry.broken]
    if as_json:
        for entry in kept:
            echo_line(
                {
                    "name": entry.promise.id,
                    "tried": entry.tried,
                    "failed": len(entry.broken),
                    "text": entry.promise.text,
                }
            )
    else:
        rows = [(e.promise.id, f"{e.tried:,}", "kept" if not e.broken else "BROKEN", e.promise.text) for e in kept]
        click.echo("\n".join(table(rows, ("promise", "tried", "", "text"))))
        click.echo(
            f"{sum(entry.tried for entry in kept):,} combinations of seat, label and date; {len(broken)} promises broken"
        )
        for line in (f"  {entry.promise.id}: {where}" for entry in broken for where in entry.broken):
            click.echo(line)
    return 3 if broken else 0


def seats_of(book: Book) -> tuple[tuple[str, str], ...]:
    """Every party of the facts reading through each organisation it ever belongs to, through both houses, and itself."""
    rows = book.rulebook.memberships
    parties = sorted({row.party for row in rows})
    bodies = {row.party: row.organisation for row in rows if row.standing is Standing.INSTITUTION}
    pairs = {(party, house) for party in parties if party not in bodies for house in ("EU", "NATO", party)}
    return tuple(sorted(pairs | set(bodies.items())))


@rulebook.command()
@rulebook_options
@click.option("--with", "other", required=True, metavar="OVERLAY", help="The facts to compare with (TOML overlay).")
@click.option("--at", type=INSTANT, default=datetime.now(UTC).date().isoformat(), help="The date to compare on.")
@as_json
def diff(
    policies: tuple[str, ...], profiles: tuple[str, ...], overlay: str | None, other: str, at: datetime, as_json: bool
) -> int:
    """What another overlay of facts would open and close: every label x every party's cleared seat on one date."""
    before = make_book(policies=policies, profiles=profiles, overlay=overlay)
    after = make_book(policies=policies, profiles=profiles, overlay=other)
    readers = tuple(cleared(party, through, before.rulebook) for party, through in seats_of(after))
    moved = list(_moved(before, after, readers, at))
    if as_json:
        echo_json(
            {"at": at.isoformat(), "before": before.rulebook.digest, "after": after.rulebook.digest, "moved": moved}
        )
        return 0
    rows = [(str(m["seat"]), str(m["from"]), str(m["to"]), str(m["label"])) for m in moved[:200]]
    click.echo("\n".join(table(rows, ("seat", "from", "to", "label"))))
    click.echo(f"{len(moved)} squares change" + (", 200 shown; --json for all" if len(moved) > 200 else ""))
    return 0


def _moved(before: Book, after: Book, readers: tuple[Reader, ...], at: datetime) -> Iterator[dict[str, str]]:
    for policy in before.rulebook.policies:
        labels = list(all_labels(policy.name, before.rulebook, at))
        sets = [LabelSet(label) for label in labels]
        one = matrix(sets, readers, rulebook=before.rulebook, at=at)
        two = matrix(sets, readers, rulebook=after.rulebook, at=at)
        for row, label in enumerate(labels):
            for column, reader in enumerate(readers):
                was, now = one.answer(row, column), two.answer(row, column)
                if was is not now:
                    yield {"seat": reader.id, "from": was.value, "to": now.value, "label": label_words(label)}
