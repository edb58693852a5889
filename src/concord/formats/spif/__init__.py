"""Open XML SPIF 2.1: security policies as files.

Source: Open XML SPIF 2.1, https://www.xmlspif.org/spif; docs/spec/spif.md.
"""
