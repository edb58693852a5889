"""The common action points in the demonstration: the register from the facts, and reports that are invented.

Source: docs/spec/demo.md X11.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concord.commitments.actions import Read, TypedReport, registered, reported
from concord.demo.cast import DAY, Side, resource
from concord.desk import Edition
from concord.desk.records import Draft
from concord.facts import action_points
from concord.release.labels import LabelSet

REPORTED = DAY.date().isoformat()
REVIEW = "2017-06-14"
"""The day on which the first report was due."""


@dataclass(frozen=True)
class Reported:
    """A report that is to be filed on a point, by its number."""

    point: str
    typed: TypedReport
    identity: str


def filer(side: Side) -> str:
    """The seat that files the register of a node."""
    return {"eu": "EEAS", "nato": "NATO-IS"}[side.id]


def points(read: Read, records: Mapping[str, str]) -> list[tuple[str, Draft]]:
    """The 42 points by their numbers, public, with the records of the posts that are designated."""
    known = action_points()
    chosen = tomllib.loads(resource("reports.toml").decode())["designated"]
    named = {(each["point"], each["entity"]): records[each["post"]] for each in chosen}
    drafts = registered(known, LabelSet(read("PUBLIC", DAY)), named)
    return [(point.id, draft) for point, draft in zip(known, drafts, strict=True)]


def reports(side: Side) -> Iterator[Reported]:
    """What a node holds: what stays in one house is not on the node of the other."""
    for number, each in enumerate(tomllib.loads(resource("reports.toml").decode())["report"]):
        if side.id == "eu" or each["label"] == "PUBLIC" or each["label"].endswith("RELEASABLE TO NATO"):
            yield Reported(each["point"], _typed(each, side), f"report {number}")


def _typed(each: Mapping[str, str], side: Side) -> TypedReport:
    stays = side.id != "eu" and "cause_label" in each
    return TypedReport(
        each["entity"],
        REPORTED,
        each["status"],
        each["label"],
        review=REVIEW,
        next_step=each["next"],
        cause="" if stays else each.get("cause", ""),
        block_marking="" if stays else each.get("cause_label", ""),
        decision=each.get("decision", ""),
        exercise=True,
    )


def draft_of(each: Reported, point: Edition, read: Read) -> Draft:
    """A report as it is filed."""
    return reported(each.identity, point, each.typed, read, DAY)
