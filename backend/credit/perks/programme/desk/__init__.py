"""The officers' desk of perks: what waits for a second person, and a dry run on real counts."""
