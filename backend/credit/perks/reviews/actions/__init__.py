"""What officers do about a case, and what the shop answers."""
