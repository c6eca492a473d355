"""How requests move, and who decides them; plain values alone."""
