"""EXERCISE. The fictional world that ships: a crisis document, the seats that read it, and two nodes that hold it.

`port-calder.md` is a staff paper for an exercise on 15 May 2017 (docs/spec/document.md). Its states, ports, ships and
reports are invented; the readers in `seats.toml` (docs/spec/seats.md) are the members, institutions and partners of the
day, because their memberships and agreements are what decides. Nothing in it speaks of a real crisis.

`concord demo` founds an EU node and a NATO node with it, and shows them (docs/spec/demo.md).

Left in on purpose, for the release check to find: a ship's name at home in withheld portions that a released table
gives away, a paragraph number written by hand, and a judgement labelled below its source without a sanitising step.
"""
