"""Profiles: what a policy file cannot say, one TOML file a policy (docs/spec/profile.md)."""

from __future__ import annotations

from concord.formats.profile.fit import fit
from concord.formats.profile.read import read

__all__ = ["fit", "read"]
