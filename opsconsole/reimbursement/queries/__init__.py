"""What the screens and files of reimbursement read."""
