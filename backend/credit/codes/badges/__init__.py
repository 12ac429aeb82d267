"""Merchant badges (信用码): issued, replaced, suspended, revoked, handed out in every form."""
