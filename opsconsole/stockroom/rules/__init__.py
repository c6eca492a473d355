"""The stockroom's rules over plain values."""
