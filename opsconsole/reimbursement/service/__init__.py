"""The verbs of reimbursement."""
