"""Writes of citizen passes, one file a use case."""
