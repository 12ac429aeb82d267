"""Issuing a report: its number, its place in the register, its statement, its sealed snapshot.

A number is the moment of issue (14 digits, as in the national format) and the serial of the year
(8 digits, without gaps). Who asks states a purpose; officers name the matter as well.
"""
