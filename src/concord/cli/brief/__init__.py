"""The brief of a document: who may read what, since when, why, and what staff can do about it."""
