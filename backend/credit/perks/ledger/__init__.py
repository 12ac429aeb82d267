"""Money in double entry, reconciling, and the record of every attempt."""
