"""Tags for records of any part: where one is shown, and what it is called.

Source: docs/spec/site.md W50.
"""

from __future__ import annotations

from django.template import Library

from concord.desk import Edition
from concord.web.parts.installed import address_of, titled

register = Library()
register.filter("address", address_of)


@register.filter("titled")
def called(edition: Edition) -> str:
    """What stands for a record in a line."""
    return titled(edition)
