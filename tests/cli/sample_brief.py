"""A brief as the page takes it, from invented text and a toy rule: for tests of the page only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from textwrap import shorten
from typing import TypedDict

from concord.dissemination.brief.contract import (
    Block,
    Brief,
    Change,
    ChangeKind,
    Chip,
    Column,
    Edition,
    Group,
    Hypothesis,
    Open,
    Portion,
    Square,
    View,
)
from concord.dissemination.brief.contract import Seat as ShownSeat
from tests.cli.sample_portions import LINES, Line
from tests.cli.sample_toy import KINDS, answer, outcome_of, square
from tests.cli.sample_world import FACTS, GROUPS, LEVELS, PRINTED, SEATS, SHORT, TURNS, group_of

NUMBERED = ("paragraph", "annex")
WORDS: dict[ChangeKind, tuple[str, str, str]] = {
    "reword": (
        "Reword without the other side's information",
        "Without the words that name or hold the other side's information.",
        "The drafting desk.",
    ),
    "tear-line": (
        "Write a tear-line",
        "A lower wording that may go to both houses.",
        "The drafting desk; a second person approves.",
    ),
    "consent": (
        "Ask the originator for a release",
        "A release value for the other house, by a recorded decision.",
        "The originator decides.",
    ),
}
CLEAR = Change(
    id="clear",
    portion=None,
    kind="clear",
    title="Clear the readers to SECRET",
    text="A personal clearance for each seat that has none.",
    who="The national security authority; some months.",
)


class PartWords(TypedDict):
    """What a column says of the part it is."""

    part: str
    apart: str
    short: str


def marking(label: str) -> str:
    """The printed marking of a toy label."""
    if label == "P":
        return "PUBLIC"
    other = "NATO" if label[0] == "E" else "EU COUNCIL, EU COMMISSION, EEAS"
    return PRINTED[label[:2]] + (f" RELEASABLE TO {other}" if label.endswith(">") else "")


def _columns(day: str) -> list[Column]:
    found: dict[str, dict[tuple[int, ...], list[int]]] = {group: {} for group in GROUPS}
    for index, seat in enumerate(SEATS):
        if seat.since > day:
            continue
        pattern = tuple(square(line, seat, day) for line in LINES)
        found[group_of(seat, day)].setdefault(pattern, []).append(index)
    return [
        Column(group=group, seats=seats, **_part(part, len(parts)))
        for group, parts in found.items()
        for part, seats in enumerate(parts.values(), start=1)
    ]


def _part(part: int, parts: int) -> PartWords:
    if parts == 1:
        return {"part": "", "apart": "", "short": ""}
    return {"part": f"{part} of {parts}", "apart": f"what separates part {part}", "short": f"short {part}"}


def _view(day: str, until: str | None, editions: list[Edition], *, before: View | None) -> View:
    columns = _columns(day)
    squares = [[square(line, SEATS[column["seats"][0]], day) for column in columns] for line in LINES]
    edition = [_edition([row[index] for row in squares], editions) for index in range(len(columns))]
    view = View(at=day, until=until, why=[TURNS[day]], changed=0, columns=columns, squares=squares, edition=edition)
    if before is not None:
        then = _by_seat(before)
        view["changed"] = sum(then.get(square, outcome) != outcome for square, outcome in _by_seat(view).items())
    return view


def _by_seat(view: View) -> dict[tuple[int, int], str]:
    return {
        (index, seat): outcome_of(given)
        for index, row in enumerate(view["squares"])
        for column, given in zip(view["columns"], row, strict=True)
        for seat in column["seats"]
    }


def _edition(answers: list[int], editions: list[Edition]) -> int:
    kept = [line for line, given in zip(LINES, answers, strict=True) if outcome_of(given) == "released"]
    wordings: dict[str, Line] = {}
    for line in kept:
        wordings.setdefault(line.number or line.id, line)
    taken = list(wordings.values())
    if all(line.form in ("title", "heading") for line in taken):
        return -1
    highest = max((line.label for line in taken), key=lambda label: LEVELS.get(label[1:2], 0))
    edition = Edition(banner=marking(highest), blocks=_blocks(taken))
    if edition not in editions:
        editions.append(edition)
    return editions.index(edition)


def _blocks(lines: list[Line]) -> list[Block]:
    blocks, number = [], 0
    for line in lines:
        number += line.form in NUMBERED
        shown = str(number) if line.form in NUMBERED else ""
        blocks.append(
            Block(
                number=shown,
                form=line.form,
                depth=line.depth,
                marking=marking(line.label),
                mark=f"({line.label})",
                text=line.text,
            )
        )
    return blocks


def _portion(line: Line) -> Portion:
    parent = next(other.id for other in LINES if other.id == line.id or (line.number and other.number == line.number))
    return Portion(
        id=line.id,
        number=line.number,
        form=line.form,
        depth=line.depth,
        variant_of=parent if line.variant_word else None,
        variant_word=line.variant_word,
        short=shorten(line.text, 64, placeholder="…"),
        marking=marking(line.label),
        chip=_chip(line.label),
        text=line.text,
        mentions=[f"{word.split()[0]} {SHORT[word.split()[1]]}" for word in line.mentions],
    )


def _chip(label: str) -> Chip:
    if label == "P":
        return Chip(level=0, of=4, abbr="PUBLIC", to="")
    to = {"E": "NATO", "N": "EU"}[label[0]] if label.endswith(">") else ""
    return Chip(level=LEVELS[label[1]], of=4, abbr=SHORT[label[:2]], to=to)


def _changes() -> Iterator[tuple[Change, Line]]:
    for line in LINES:
        if line.mentions:
            yield _change("reword", line), line._replace(mentions=())
        if line.label != "P" and not line.label.endswith(">") and not line.variant_word:
            yield _change("consent", line), line._replace(label=line.label + ">")
        if line.label[1:2] in ("C", "S") and line.form == "paragraph" and not line.variant_word:
            yield _change("tear-line", line), line._replace(label=line.label[0] + "R>", mentions=())


def _change(kind: ChangeKind, line: Line) -> Change:
    title, text, who = WORDS[kind]
    return Change(id=f"{kind}-{line.id}", portion=line.id, kind=kind, title=title, text=text, who=who)


def _reworded(view: View, line: Line) -> list[Square]:
    row = [other.id for other in LINES].index(line.id)
    found = [(row, index, square(line, SEATS[column["seats"][0]], view["at"])) for index, column in _numbered(view)]
    return _different(view, found)


def _cleared(view: View) -> list[Square]:
    seats = [(index, SEATS[column["seats"][0]]) for index, column in _numbered(view)]
    cleared = [(index, seat._replace(note="")) for index, seat in seats if seat.note == "uncleared"]
    found = [(row, index, square(line, seat, view["at"])) for row, line in enumerate(LINES) for index, seat in cleared]
    return _different(view, found)


def _different(view: View, found: list[Square]) -> list[Square]:
    return [each for each in found if outcome_of(each[2]) != outcome_of(view["squares"][each[0]][each[1]])]


def _numbered(view: View) -> list[tuple[int, Column]]:
    return list(enumerate(view["columns"]))


def _effects(view: View) -> dict[str, list[Square]]:
    effects = {change["id"]: _reworded(view, line) for change, line in _changes()} | {"clear": _cleared(view)}
    return {name: squares for name, squares in effects.items() if squares}


def _hypothesis(name: str, title: str, text: str, still: list[str], views: list[View]) -> Hypothesis:
    rows = [row for row, line in enumerate(LINES) if line.label[:2] in ("NR", "NC")]
    given = KINDS.index(("releasable", "act"))
    effects: list[list[Square]] = [
        [(row, index, given) for row in rows for index, column in _numbered(view) if column["group"] == name]
        for view in views
    ]
    return Hypothesis(id=name, title=title, text=text, still=still, effects=effects)


@cache
def sample() -> Brief:
    """The whole brief: 54 portions, 73 seats and one that comes later, one view for each turning date."""
    days, editions, views = list(TURNS), list[Edition](), list[View]()
    for at, until in zip(days, [*days[1:], None], strict=True):
        views.append(_view(at, until, editions, before=views[-1] if views else None))
    return Brief(
        title="Harbour incident at Port Calder: assessment for module 3",
        id="calder-3",
        owner="Council of the EU, exercise cell",
        exercise=True,
        banner="SECRET UE/EU SECRET, contains NATO SECRET",
        as_of="2017-05-15",
        range=["1995-01-01", "2026-12-31"],
        made_under="7f3a 19c4",
        hanging=80,
        portions=[_portion(line) for line in LINES],
        groups={group: Group(name=name, rule=rule) for group, (name, rule) in GROUPS.items()},
        seats=[ShownSeat(id=f"s{index}", name=seat.name, through=seat.through) for index, seat in enumerate(SEATS)],
        facts=FACTS,
        answers=[answer(*kind) for kind in KINDS],
        views=views,
        editions=editions,
        changes=[*(change for change, _ in _changes()), CLEAR],
        effects=[_effects(view) for view in views],
        hypotheses=_hypotheses(views),
        open=[
            Open(fact="MD", field="day of entry into force", squares=46, settle="concord facts correct MD since DATE"),
            Open(fact="own", field="existence of the rule", squares=34, settle="concord facts confirm own existence"),
        ],
    )


def _hypotheses(views: list[View]) -> list[Hypothesis]:
    return [
        _hypothesis(
            "outside",
            "An agreement of the EU member outside the framework with NATO",
            "As if such an agreement were in force on the date shown.",
            ["The state and NATO: the agreement itself.", "The originator: a release decision for each paper."],
            views,
        ),
        _hypothesis(
            "centre",
            "An arrangement of the independent centre with NATO",
            "As if the centre held an arrangement up to CONFIDENTIAL.",
            ["NATO and the centre: the arrangement."],
            views,
        ),
    ]
