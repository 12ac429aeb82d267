"""What goes in and out of the districts API."""
