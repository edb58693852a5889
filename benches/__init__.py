"""Measurements of Concord: against peers on the same rules, and against the limits it sets itself (docs/benches.md)."""
