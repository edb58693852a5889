"""Papers as files of a word processor (Office Open XML, ISO/IEC 29500:2016 transitional).

Written (`write`): headings, paragraphs, lists and tables under one marking. Read (`read`): blocks in one tree, with
everything else in the file told and set aside (docs/spec/papers-in.md).
"""
