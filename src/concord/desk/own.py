"""The desk's own kinds: every node has them, and nobody files or edits them as they like.

Source: docs/spec/desk.md D7.
"""

from __future__ import annotations

from concord.desk.approvals import APPROVAL

OWN = (APPROVAL,)
