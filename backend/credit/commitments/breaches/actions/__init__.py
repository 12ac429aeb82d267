"""Writing breaches: one file a use case, one transaction a write."""
