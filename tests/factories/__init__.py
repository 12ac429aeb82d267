"""Makers of test data through the real actions; every value is seeded, none is random."""
