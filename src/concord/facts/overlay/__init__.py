"""An operator's own dated facts, laid over those that ship and kept over upgrades.

`read` and `write` turn a TOML file into an overlay and back; `confirm`, `correct` and `add` make entries; `apply` lays
them over the shipped facts and reports each. The file stands outside the package; the caller reads and writes it.
Source: docs/spec/facts.md FA90-FA99.
"""

from concord.facts.overlay.apply import apply
from concord.facts.overlay.entries import Act, Entry, Overlay, Said, add, confirm, correct
from concord.facts.overlay.toml import read, write

__all__ = ["Act", "Entry", "Overlay", "Said", "add", "apply", "confirm", "correct", "read", "write"]
