"""The fixed cast: two institutions, three readers, and a small paper under the exercise policies that ship.

Ada may read all of the paper, Ben a narrower edition, Cleo nothing. Every withheld portion holds a word of its own, its
canary, so that a trace of it can be looked for. EXERCISE: the posts and the paper are invented.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from concord.formats import document
from concord.release.edition import Edition, edition
from concord.release.labels import LabelSet
from concord.release.readers import Clearance, Reader
from concord.release.records import Record
from concord.release.rulebook import Rulebook
from tests.cases.given import read_marking, shipped

NOON = datetime(2017, 5, 15, 12, tzinfo=UTC)

INSTITUTIONS = ("EU", "NATO")

_CLEARED = (
    Clearance("EU exercise policy", frozenset({"RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL"})),
    Clearance("NATO exercise policy", frozenset({"UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL"})),
)

ADA = Reader("ada", party="GSC", through="EU", nationality="BE", clearances=_CLEARED)
"""A post of the Council's secretariat, cleared for both houses: reads all of it."""

BEN = Reader("ben", party="US", through="NATO", clearances=_CLEARED)
"""A delegate of an ally that is no member of the EU, as well cleared: reads what is released to NATO."""

CLEO = Reader("cleo", party="JO", through="JO", clearances=_CLEARED)
"""A partner's liaison, as well cleared: nothing is released to Jordan."""

READERS = (ADA, BEN, CLEO)

PAPER = """\
+++
id = "harbour"
title = "Harbour note"
date = 2017-05-15
owner = "EU"
author = "ada"
default = "staff"

[labels.staff]
marking = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"

[labels.own]
marking = "CONFIDENTIEL UE/EU CONFIDENTIAL"

[labels.limite]
marking = "EU UNCLASSIFIED - LIMITE"

[labels.of-nato]
marking = "NATO CONFIDENTIAL Releasable to EU Council"

[labels.with-report]
marking = "RESTREINT UE/EU RESTRICTED"
refers-to = ["NATO CONFIDENTIAL; released to EU Council; marked 2017-05-03"]
+++

{#title form=title}
# EXERCISE. Note on the harbour

{#situation}
# Situation

{#closed}
The harbour is closed ([paragraph #](#cause)), as a report says[^report] ([table #](#ships)).

{#cause label=own}
A tug named Aldebaran lost its tow.

{#cause-tear variant-of=cause derived-from=cause sanitised-by="releasing officer"}
A tow was lost.

{#payments label=limite}
The owner was paid through Bellatrix Shipping.

{#view label=of-nato}
Allied patrols saw it too[^patrol].

{#judgement label=own}
# Judgement of the Capella group

{#likely label=own}
It was likely done by Deneb.

{#outlook}
# Outlook

{#open}
The harbour opens in a week ([paragraph #](#likely)), whatever [paragraph #](#cause) says.

{#ships-caption caption-of=ships}
Ships in the harbour

{#ships label=own}
| ship | cargo |
| --- | --- |
| Electra | none |

{#buoys-caption caption-of=buoys}
Buoys

{#buoys}
| buoy | light |
| --- | --- |
| north | red |

{#report label=with-report}
[^report]: Fomalhaut report of 3 May.

{#patrol label=of-nato}
[^patrol]: Log of the patrol.
"""

CANARIES = ("Aldebaran", "Bellatrix", "Capella", "Deneb", "Electra", "Fomalhaut")
"""The words that stand in portions withheld from Ben, and nowhere else."""


@cache
def book() -> Rulebook:
    """The exercise policies and the facts that ship."""
    return shipped()


@cache
def paper() -> Record:
    """The paper the cast reads."""
    data = PAPER.encode()
    return document.read(data, source="harbour.md", marking=lambda text, at: read_marking(text, book(), at))


def edition_for(reader: Reader, record: Record | None = None) -> Edition | None:
    """The edition of the paper, or of another record, that one of the cast gets."""
    return edition(paper() if record is None else record, reader=reader, rulebook=book(), at=NOON)


@cache
def label_set(marking: str) -> LabelSet:
    """A label set with one label, made at the hour of the cast."""
    return LabelSet(read_marking(marking, book(), NOON))
