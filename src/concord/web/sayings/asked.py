"""What findings say on what somebody asked for: queries, lists, and what programs send.

Source: docs/spec/site.md W100, W150.
"""

from __future__ import annotations

from concord.web.tongue import gettext_noop as _

ASKED = (
    _("{count} value for {name}"),
    _("{count} values for {name}"),
    _("a word to look for"),
    _("an indexed field"),
    _("an indexed field of one value"),
    _("an indexed field of this kind"),
    _("equal, one of, or whether there is a value"),
    _("field:operation:value, of {choices}"),
    _("indexed fields of one whole number or amount"),
    _("none where a record counts once for each value"),
    _("values by their names"),
)
"""Of queries, and of the form of a request."""
