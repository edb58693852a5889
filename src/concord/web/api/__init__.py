"""The HTTP API: the same desk for other programs, by tokens bound to a seat. Source: docs/spec/site.md W20-W22."""
