"""Tests of documents in Markdown."""
