"""How many distinct decision keys a sample of labels has: what a store interns, and what a matrix really decides.

Samples: the document that ships; the labels these benches draw; and, where the folder `shared` stands beside the
checkout, the published sample labels and bindings of STANAG 4774. Those are the only labels of others at hand, and too
few to tell a rate from: a small sample has more keys for its size than a large one. Tag lists such as MISP taxonomies
are vocabularies, not labels, and are not counted. Lists of test cases are not, either: each is there to be different.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from benches.measure import Line, alone
from benches.world import make_rulebook, make_world
from concord.formats import document, marking, stanag4774
from concord.release.decide import decision_key
from concord.release.labels import Label, LabelSet
from concord.release.rulebook import Rulebook

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "standards" / "nato-labels" / "samples"


def run(*, quick: bool) -> Iterator[Line]:
    """Labels, distinct keys, and keys for each 1,000 labels of every sample."""
    book = make_rulebook()
    samples = {"demo-document": demo_label_sets(book), "bench-labels": make_world(200 if quick else 2000).label_sets}
    if SAMPLES.is_dir():
        samples["stanag-4774-samples"] = stanag_label_sets()
    for name, label_sets in samples.items():
        distinct = len({decision_key(label_set, book) for label_set in label_sets})
        yield alone(f"keys.{name}.labels", len(label_sets), "labels")
        yield alone(f"keys.{name}.distinct", distinct, "keys")
        yield alone(f"keys.{name}.per-1000", distinct / len(label_sets) * 1000, "keys per 1,000 labels")


def demo_label_sets(book: Rulebook) -> tuple[LabelSet, ...]:
    """The label set of each portion of the document that ships."""

    def read(text: str, created: datetime) -> Label:
        return vocabulary.read(text, created=created).label

    pairs = [(policy, served) for policy in book.policies if (served := book.profile(policy)) is not None]
    vocabulary = marking.Vocabulary(tuple(pairs))
    data = files("concord.demo").joinpath("port-calder.md").read_bytes()
    record = document.read(data, source="port-calder.md", marking=read)
    return tuple(record.label_set(portion) for portion in record.portions)


def stanag_label_sets() -> tuple[LabelSet, ...]:
    """Each originator label that the published samples hold and that can be read."""
    found: Sequence[stanag4774.Reading] = [stanag4774.read(path.read_bytes()) for path in sorted(SAMPLES.glob("*.xml"))]
    return tuple(LabelSet(label) for reading in found for label in reading.labels)
