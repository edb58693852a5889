"""The policies and profiles that ship: files only, read by the formats; nothing is imported from here.

`*.spif.xml` are exercise policies of Concord, made from public facts (scripts/make_policies.py); they carry no
authority. `*.profile.toml` say what a policy file cannot say: for these three, and for two published policies whose
files come from the operator (docs/spec/profile.md).
"""
