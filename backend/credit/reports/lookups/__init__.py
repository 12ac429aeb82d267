"""谁看过: who got, opened or fetched a subject's report, for its owner."""
