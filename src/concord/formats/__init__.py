"""Formats others speak: bytes in, frozen values out; no files, no clock, no network.

Each format keeps a standard's own words inside its folder. Source: docs/spec/release.md; style: bytes in, values out.
"""
