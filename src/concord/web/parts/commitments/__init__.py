"""The pages of commitments: the register, one point, the matrix, reporting, the page for principals.

Source: docs/spec/site.md W54-W58; docs/spec/commitments.md.
"""
