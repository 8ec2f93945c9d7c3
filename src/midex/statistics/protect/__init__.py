"""Disclosure control, profile P1: what leaves the restricted store, and in what form.

Read in this order: figures, crossings, guard, merging, region, suppression, profile.
"""
