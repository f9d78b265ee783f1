"""Exercises: what an item is, how it is scored, saved and shown."""
