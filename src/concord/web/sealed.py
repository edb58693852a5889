"""What a page carries for its own next request, sealed with the key of the node: for anybody else it says nothing.

Source: docs/spec/site.md W70, W95; docs/spec/node.md I7.
"""

from __future__ import annotations

import json

from concord.web.node import node


def sealed(what: str, *texts: str) -> str:
    """Texts, sealed as one thing and no other."""
    return node().seal.seal(json.dumps([what, *texts]))


def unsealed(text: str, what: str, count: int) -> list[str] | None:
    """What was sealed here as one thing and no other, so many texts; None for anything else."""
    try:
        said = json.loads(node().seal.opened(text) or "")
    except ValueError:
        return None
    is_it = isinstance(said, list) and len(said) == count + 1 and said[0] == what
    return [str(each) for each in said[1:]] if is_it else None
