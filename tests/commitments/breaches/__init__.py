"""Breaches: reports of broken promises, with due process."""
