"""Tests of seats files."""
