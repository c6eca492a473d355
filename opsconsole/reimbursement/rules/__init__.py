"""Reimbursement's rules over plain values."""
