"""The site of a node: pages over the desk. Source: docs/spec/site.md."""
