"""The schema of the vault, step by step, with hand-written SQL for each engine."""
