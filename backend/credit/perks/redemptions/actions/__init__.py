"""Writes of redemptions, one file a use case."""
