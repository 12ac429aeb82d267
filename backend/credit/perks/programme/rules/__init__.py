"""Pure rules of the programme, one file a concern."""
