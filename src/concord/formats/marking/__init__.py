"""Printed markings: a label as people write it, and back (docs/spec/marking.md)."""

from __future__ import annotations

from concord.formats.marking.read import Parsed, Vocabulary, parse
from concord.formats.marking.under import Markings
from concord.formats.marking.write import render

__all__ = ["Markings", "Parsed", "Vocabulary", "parse", "render"]
