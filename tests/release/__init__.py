"""Tests of the release kernel."""
