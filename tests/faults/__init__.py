"""The proof that nothing is lost: phones, networks and servers that fail in every way, and what was said to be kept is there."""
