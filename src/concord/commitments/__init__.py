"""Commitments: the common action points, and what each body reports of them. Source: docs/spec/commitments.md."""
