"""Every SELECT of the slice."""
