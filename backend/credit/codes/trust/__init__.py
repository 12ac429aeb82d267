"""Keys, the trust bundle and the status lists: what a phone needs to verify without us."""
