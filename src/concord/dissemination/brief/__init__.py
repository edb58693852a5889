"""The brief of a document: every answer the kernel gives about it, written down. Source: docs/spec/brief.md."""
