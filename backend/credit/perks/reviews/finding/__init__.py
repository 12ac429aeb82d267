"""Counting what is new and opening cases; nothing here decides anything."""
