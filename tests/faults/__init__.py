"""Faults on purpose: processes killed and stopped, lines cut, replies lost after the commit."""
