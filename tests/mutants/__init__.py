"""Mutation testing: change the rules a little, and see that a test notices."""
