"""STANAG 4774: confidentiality labels and clearances, read and written.

Labels are read bare, from STANAG 4778 bindings and from XMP packets; signatures and bindings are not verified here.
Source: STANAG 4774 (ADatP-4774, edition A), label schema 1.3, clearance schema 1.2; docs/spec/stanag4774.md.
"""

from concord.formats.stanag4774.clearance import ClearanceForm, from_claim, read_clearance, to_claim, write_clearance
from concord.formats.stanag4774.grants import from_clearance, ignored, to_clearance
from concord.formats.stanag4774.read import Reading, read, read_label, read_label_set, read_labels
from concord.formats.stanag4774.write import write_label

__all__ = [
    "ClearanceForm",
    "Reading",
    "from_claim",
    "from_clearance",
    "ignored",
    "read",
    "read_clearance",
    "read_label",
    "read_label_set",
    "read_labels",
    "to_claim",
    "to_clearance",
    "write_clearance",
    "write_label",
]
