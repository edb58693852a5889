"""What reading a Word file says in English, for the catalogue: pages say it in the language of the reader.

Source: docs/spec/papers-in.md PI1-PI36; docs/spec/site.md W91, W95.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SORTS: Sequence[Promise] = (
    gettext_lazy("automatic number"),
    gettext_lazy("character that cannot be seen"),
    gettext_lazy("comment"),
    gettext_lazy("content control"),
    gettext_lazy("custom XML"),
    gettext_lazy("document property"),
    gettext_lazy("embedded object"),
    gettext_lazy("field"),
    gettext_lazy("formula"),
    gettext_lazy("hidden text"),
    gettext_lazy("link to elsewhere"),
    gettext_lazy("other part of the file"),
    gettext_lazy("picture"),
    gettext_lazy("symbol"),
    gettext_lazy("table in a table"),
    gettext_lazy("table of contents"),
    gettext_lazy("text box"),
    gettext_lazy("tracked change of form"),
    gettext_lazy("tracked deletion"),
    gettext_lazy("tracked insertion"),
    gettext_lazy("words in a header or footer"),
    gettext_lazy("words that were not read"),
)
"""What is set aside."""

BECOMES: Sequence[Promise] = (
    gettext_lazy("kept as a table of its own"),
    gettext_lazy("left out"),
    gettext_lazy("left out, except markings"),
    gettext_lazy("left out: accept or reject changes first"),
    gettext_lazy("left out: an edition is numbered anew"),
    gettext_lazy("left out; the alternative text is kept"),
    gettext_lazy("left out; the letters are kept in a line"),
    gettext_lazy("left out; the words are kept"),
    gettext_lazy("left out; the words are kept, nothing was fetched"),
    gettext_lazy("left out; the words last shown are kept"),
)
"""What becomes of it."""

SURE: Sequence[Promise] = (
    gettext_lazy("asked"),
    gettext_lazy("likely"),
    gettext_lazy("read"),
    gettext_lazy("that of the document"),
)
"""How sure a label is."""

QUESTIONS: Sequence[Promise] = (
    gettext_lazy("a higher or another one"),
    gettext_lazy("a mark as it is printed"),
    gettext_lazy("a mark in front of the table"),
    gettext_lazy("a mark of a policy"),
    gettext_lazy("a mark of its own"),
    gettext_lazy("a mark on every block, as on others"),
    gettext_lazy("a mark that can be read"),
    gettext_lazy("a mark without text"),
    gettext_lazy("a marking of the page that covers every block"),
    gettext_lazy("a marking on the page"),
    gettext_lazy("a second mark beside it"),
    gettext_lazy("a title under the label of the document"),
    gettext_lazy("a whole marking"),
    gettext_lazy("a word of a marking alone"),
    gettext_lazy("brackets that begin as one"),
    gettext_lazy("capitals in brackets that no policy knows"),
    gettext_lazy("half of it"),
    gettext_lazy("marks in its cells"),
    gettext_lazy("none that can be read"),
    gettext_lazy("none: the label of the document"),
    gettext_lazy("one in its first cell"),
    gettext_lazy("one mark"),
    gettext_lazy("one mark for a table"),
    gettext_lazy("one marking on every page"),
    gettext_lazy("other letters"),
    gettext_lazy("round brackets"),
    gettext_lazy("several that differ"),
    gettext_lazy("square ones"),
    gettext_lazy("text behind the mark"),
    gettext_lazy("the whole mark"),
)
"""What is asked and what should be looked at."""
