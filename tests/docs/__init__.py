"""Prose that can rot is read by a test: commands, links, examples, and the words on screen."""
