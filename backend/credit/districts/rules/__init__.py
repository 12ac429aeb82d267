"""Pure rules of credit districts: no web, no database, no clock."""
