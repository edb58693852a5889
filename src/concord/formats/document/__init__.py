"""Documents in Markdown with a label on every portion. Source: docs/spec/document.md."""

from concord.formats.document.read import named_labels, read
from concord.formats.document.spec import Marking, Render
from concord.formats.document.tables import cells
from concord.formats.document.write import write

__all__ = ["Marking", "Render", "cells", "named_labels", "read", "write"]
