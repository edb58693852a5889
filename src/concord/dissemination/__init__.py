"""Documents: papers in portions, and (later) the work of releasing them. Source: docs/spec/documents.md."""
