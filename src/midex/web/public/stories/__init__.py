"""The figures of the first screen, one file each: what was asked, drawn from the catalogue, with its words.

A story refuses generated figures; where the catalogue has nothing it is told as an empty place, never left out.
"""
