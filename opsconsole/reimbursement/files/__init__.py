"""What reimbursement imports and exports."""

from opsconsole.reimbursement.files.exports import CLAIMS as CLAIMS_OUT
from opsconsole.reimbursement.files.exports import LOANS
from opsconsole.reimbursement.files.imports import CLAIMS as CLAIMS_IN
from opsconsole.reimbursement.files.papers import CLAIM_FORM, LOAN_FORM

IMPORTS = (CLAIMS_IN,)

EXPORTS = (CLAIMS_OUT, CLAIM_FORM, LOANS, LOAN_FORM)

__all__ = ["EXPORTS", "IMPORTS"]
