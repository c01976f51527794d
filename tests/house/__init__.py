"""The house's rules, checked by reading the code; each checker is also shown something bad, to see that it bites."""
