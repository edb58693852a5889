"""Tests of the fictional world that ships."""
