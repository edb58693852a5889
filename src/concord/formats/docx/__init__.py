"""Papers as files of a word processor (Office Open XML, ISO/IEC 29500:2016 transitional).

Written only: headings, paragraphs, lists and tables under one marking. Nothing is read.
"""
