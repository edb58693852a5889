"""Seats files: readers one by one, and templates for seats that follow the dates. Source: docs/spec/seats.md."""

from concord.formats.seats.expand import expand, seat_turns
from concord.formats.seats.read import read
from concord.formats.seats.spec import Post, SeatsFile, Template

__all__ = ["Post", "SeatsFile", "Template", "expand", "read", "seat_turns"]
