"""Reimbursement."""
