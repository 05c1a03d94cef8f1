"""The four jobs: each takes work from the store and records the result there; they never call each other.

Each is imported from its own module where it is run, so that a turn with nothing to do stays cheap.
"""
