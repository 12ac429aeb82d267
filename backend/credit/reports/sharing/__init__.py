"""Sharing a report by a link: one recipient, one purpose, until a moment, taken back at once.

The link holds 128 random bits behind `#`, which no server sees in an address; the database keeps
their hash, so who reads the database cannot open a share. A pass code goes another way than the
link. Each opening is a look-up that the owner sees.
"""
