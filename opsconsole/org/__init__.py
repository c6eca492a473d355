"""The organisation: units, positions, employees and their dated assignments (ORG)."""
