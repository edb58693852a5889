"""`concord rulebook show|check|diff`: what is in force, what it promises, what a change opens and closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import click

from concord.cli.books import Book, OpenBook, book_options
from concord.cli.errors import finding_json
from concord.cli.inputs import INSTANT, as_json, examples, today
from concord.cli.show import echo_json, echo_line, progress, table
from concord.dissemination.brief.compute import SINCE, UNTIL
from concord.facts.promised import promises
from concord.release.decide import memo_of
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.promises import Kept, all_labels, check_promises, cleared, label_words
from concord.release.readers import Reader
from concord.release.relations import Standing
from concord.release.rulebook import Rulebook
from concord.release.whatif import may_differ

SHOWN = 200
"""How many squares of a comparison are printed; JSON has them all."""


@click.group()
def rulebook() -> None:
    """Policies, profiles and dated facts as one value with a digest."""


@rulebook.command(epilog=examples("concord rulebook show", "concord rulebook show --policy nato.spif.xml"))
@book_options
@as_json
def show(open_book: OpenBook, as_json: bool) -> int:
    """What is in the rulebook: policies with editions and profiles, counts of facts, digest, and what was found.

    Findings on policy files and on your own facts go to standard error.
    """
    book = open_book()
    entries = list(_policies(book))
    counts = {
        "memberships": len(book.rulebook.memberships),
        "agreements": len(book.rulebook.agreements),
        "equivalences": len(book.rulebook.equivalences),
        "open questions": len(book.rulebook.questions),
    }
    if as_json:
        head = {"edition": book.rulebook.edition, "digest": book.rulebook.digest}
        echo_json({**head, "policies": entries, **counts, "findings": [finding_json(f) for f in book.findings]})
        return 0
    click.echo(f"{book.rulebook.edition}\ndigest {book.rulebook.digest}\n")
    rows = [(str(e["name"]), str(e["edition"]), str(e["levels"]), str(e["profile"])) for e in entries]
    click.echo("\n".join(table(rows, ("policy", "edition", "levels", "profile"))))
    click.echo("\n" + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for finding in book.findings:
        click.echo(f"{finding.weight.value}: {finding}", err=True)
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


@rulebook.command(epilog=examples("concord rulebook check"))
@book_options
@as_json
def check(open_book: OpenBook, as_json: bool) -> int:
    """Check every shipped promise over parties x labels x every date at which a fact turns.

    Exit status: 0 all kept, 3 one is broken.
    """
    book = open_book()
    with progress("checking") as told:
        kept = check_promises(
            promises(), parties=seats_of(book), rulebook=book.rulebook, since=SINCE, until=UNTIL, progress=told
        )
    return report_kept(kept, as_json=as_json)


def report_kept(kept: Sequence[Kept], *, as_json: bool) -> int:
    """Print how promises held, as a table or as JSON lines; the exit status that says so."""
    if as_json:
        for e in kept:
            line = {"name": e.promise.id, "tried": e.tried, "failed": len(e.broken), "text": e.promise.text}
            echo_line({**line, "broken": list(e.broken)})
    else:
        click.echo("\n".join(_kept_lines(kept)))
    return 3 if any(entry.broken for entry in kept) else 0


def _kept_lines(kept: Sequence[Kept]) -> Iterator[str]:
    rows = [(e.promise.id, f"{e.tried:,}", "kept" if not e.broken else "BROKEN", e.promise.text) for e in kept]
    yield from table(rows, ("promise", "tried", "", "text"))
    yield from (f"  {e.promise.id}: {where}" for e in kept for where in e.broken)
    broken = sum(bool(e.broken) for e in kept)
    tried = sum(e.tried for e in kept)
    yield f"{tried:,} combinations of seat, label and date; " + (f"{broken} promises broken" if broken else "all kept")


def seats_of(book: Book) -> tuple[tuple[str, str], ...]:
    """Every state of the facts reading through either house and for itself, and every institution through its own."""
    rows = book.rulebook.memberships
    parties = sorted({row.party for row in rows})
    bodies = {row.party: row.organisation for row in rows if row.standing is Standing.INSTITUTION}
    pairs = {(party, house) for party in parties if party not in bodies for house in ("EU", "NATO", party)}
    return tuple(sorted(pairs | set(bodies.items())))


@rulebook.command(epilog=examples("concord rulebook diff --with proposed-facts.toml --at 2017-05-15"))
@click.option("--with", "other", required=True, metavar="OVERLAY", help="The facts to compare with (TOML).")
@click.option("--at", type=INSTANT, metavar="DATE", help="The date to compare on (default: today).")
@book_options
@as_json
def diff(other: str, at: datetime | None, open_book: OpenBook, as_json: bool) -> int:
    """What another overlay of facts would open and close: every label x every party's cleared seat on one date."""
    before, after, instant = open_book(), open_book(overlay=other), at or today()
    with progress("comparing") as told:
        moved = compare(before, after, parties=seats_of(after), at=instant, progress=told)
    if as_json:
        digests = {"before": before.rulebook.digest, "after": after.rulebook.digest}
        echo_json({"at": instant.isoformat(), **digests, "moved": moved})
    else:
        click.echo("\n".join(_moved_lines(moved)))
    return 0


def compare(
    before: Book,
    after: Book,
    *,
    parties: Sequence[tuple[str, str]],
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[dict[str, str]]:
    """The squares of every label x the fully cleared seats of `parties` (party, through) that differ at `at`."""
    one, two = before.rulebook, after.rulebook
    readers = tuple(cleared(party, through, one) for party, through in parties)
    is_same = (one.policies, one.profiles, one.equivalences) == (two.policies, two.profiles, two.equivalences)
    memo_of(two).learn_labels(memo_of(one))
    moved: list[dict[str, str]] = []
    names = sorted({policy.name for policy in one.policies})
    for done, name in enumerate(names, 1):
        asked = [r for r in readers if not is_same or may_differ(name, r, one, two, at)]
        moved += _moved(name, one, two, asked, at)
        progress(done, len(names))
    return moved


def _moved(
    policy: str, one: Rulebook, two: Rulebook, readers: Sequence[Reader], at: datetime
) -> Iterator[dict[str, str]]:
    """The squares of one policy's labels that differ."""
    labels = list(all_labels(policy, one, at)) if readers else []
    label_sets = [LabelSet(label) for label in labels]
    was, now = (matrix(label_sets, readers, rulebook=book, at=at) for book in (one, two))
    for row, label in enumerate(labels):
        for column, reader in enumerate(readers) if was.squares[row] != now.squares[row] else ():
            first, then = was.answer(row, column), now.answer(row, column)
            if first is not then:
                yield {"seat": reader.id, "from": first.value, "to": then.value, "label": label_words(label)}


def _moved_lines(moved: Sequence[dict[str, str]]) -> Iterator[str]:
    if moved:
        rows = [(m["seat"], f"{m['from']} → {m['to']}", m["label"]) for m in moved[:SHOWN]]
        yield from table(rows, ("seat", "answer", "label"))
    more = f", {SHOWN} shown; --json for all" if len(moved) > SHOWN else ""
    yield f"{len(moved):,} squares change{more}" if moved else "no square changes"
