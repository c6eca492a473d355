"""The register of input and output invoices, with their tax (EXP-8)."""
