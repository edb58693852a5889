"""What portions say of each other: ids, references, footnotes, variants, captions, sources (D12-D14)."""

from __future__ import annotations

from collections.abc import Sequence

from concord.formats.document.faults import Faults
from concord.release.records import Form, Portion

Placed = tuple[int, Portion]
"""A portion and the line of its attributes."""


def check(portions: Sequence[Placed], faults: Faults) -> None:
    """Add every finding about portions that name each other."""
    by_id: dict[str, Placed] = {}
    for line, portion in portions:
        if portion.id in by_id:
            faults.add("D12", line, "an id of its own", f"`{portion.id}` as on line {by_id[portion.id][0]}")
        else:
            by_id[portion.id] = (line, portion)
    for line, portion in portions:
        _links(line, portion, by_id, faults)
        _variant(line, portion, by_id, faults)
    _footnotes(portions, faults)


def _links(line: int, portion: Portion, by_id: dict[str, Placed], faults: Faults) -> None:
    """Names of portions that are not there, or that are the portion's own."""
    links = [("a reference", target) for target in portion.targets]
    links += [("`derived-from`", target) for target in portion.derived_from]
    links += [("`variant-of`", portion.variant_of)] if portion.variant_of is not None else []
    links += [("`caption-of`", portion.caption_of)] if portion.caption_of is not None else []
    for kind, target in links:
        if target not in by_id:
            faults.add("D12", line, f"{kind} to a portion of this document", f"`{target}`")
        elif target == portion.id and kind != "a reference":
            faults.add("D12", line, f"{kind} to another portion", f"`{target}`")


def _variant(line: int, portion: Portion, by_id: dict[str, Placed], faults: Faults) -> None:
    """Variants of variants, of another form, or above what they vary (D14)."""
    if portion.variant_of is None or portion.variant_of not in by_id or portion.variant_of == portion.id:
        return
    above, full = by_id[portion.variant_of]
    if full.variant_of is not None:
        faults.add("D14", line, "`variant-of` a portion that is not a variant", f"`{full.id}`, which is one")
    if (portion.form, portion.depth, portion.numbered) != (full.form, full.depth, full.numbered):
        faults.add("D14", line, f"the form, depth and numbering of `{full.id}`", "others")
    if above > line:
        faults.add("D14", line, f"a variant below `{full.id}`", f"one above it, which stands on line {above}")


def _footnotes(portions: Sequence[Placed], faults: Faults) -> None:
    """Footnotes that no mark names (D13)."""
    used = {target for _, portion in portions for target in portion.targets if target != portion.id}
    for line, portion in portions:
        if portion.form is Form.FOOTNOTE and portion.variant_of is None and portion.id not in used:
            faults.add("D13", line, f"a mark `[^{portion.id}]` in another portion", "none")
