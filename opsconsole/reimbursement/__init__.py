"""Reimbursement: claims with their invoices, loans, the gate of goods before money (EXP-1 to EXP-4)."""
