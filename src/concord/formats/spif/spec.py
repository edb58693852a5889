"""What Open XML SPIF 2.1 allows, in our own words and as one compact table.

Source: Open XML SPIF 2.1 (schema version 2.1); docs/spec/spif.md.
"""

from __future__ import annotations

from concord.release.labels import Kind

NAMESPACE = "http://www.xmlspif.org/spif"
"""The namespace of every element of the format; its attributes are in none."""

KIND_WORDS = {Kind.RESTRICTIVE: "restrictive", Kind.PERMISSIVE: "permissive", Kind.INFORMATIVE: "tagType7"}
"""The tagType written for each kind."""
