"""Pure rules of repair: states, conditions, days."""
