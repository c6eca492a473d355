"""F7 and everything about requests: what waits, deciding, one request in full, stand-ins."""
