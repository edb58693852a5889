"""The kinds of the parts that are installed.

Source: docs/spec/node.md I3.
"""

from __future__ import annotations

from concord.commitments.kinds import KINDS as COMMITMENTS
from concord.desk.kinds import Kinds
from concord.directory.kinds import KINDS as DIRECTORY
from concord.dissemination.kinds import KINDS as DOCUMENTS

INSTALLED = Kinds((*DIRECTORY, *DOCUMENTS, *COMMITMENTS))
