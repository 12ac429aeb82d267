"""Whether a report is genuine: by its number and hash, or as a file. Nobody's check is noted.

What a report says is never shown here: facts in it may have been repaired since.
"""
