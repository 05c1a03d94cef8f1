"""A news desk for missile defence: feeds in, one digest out."""

__version__ = "0.1.0"
