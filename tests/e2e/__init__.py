"""Stories in a real browser against the running service with its demo province."""
