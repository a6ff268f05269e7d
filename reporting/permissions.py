"""Who may do what with requisitions and reports."""

from overenskommelse.choices import Role
from overenskommelse.permissions import Roles
from reporting.choices import RequisitionStatus
from reporting.domain.progress import Stage

PREPARES_REQUISITIONS: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FINANCE_OFFICER})
ISSUES_REQUISITIONS: Roles = frozenset({Role.ADMINISTRATOR, Role.FINANCE_OFFICER})
GRANTS_EXCEPTIONS: Roles = frozenset({Role.ADMINISTRATOR})
BOOKS_PAYMENTS: Roles = frozenset({Role.ADMINISTRATOR, Role.FINANCE_OFFICER})
REPORTS_COSTS: Roles = frozenset(
    {Role.ADMINISTRATOR, Role.COORDINATOR, Role.FINANCE_OFFICER, Role.MUNICIPAL_CONTACT}
)
# An accounting file holds more than costs, so it opens to those who answer for it.
READS_ACCOUNTS: Roles = REPORTS_COSTS | {Role.HEAD_OF_FINANCE}
PREPARES_REPORTS: Roles = REPORTS_COSTS
CERTIFIES_REPORTS: Roles = frozenset({Role.HEAD_OF_FINANCE})
RECLAIMS: Roles = frozenset({Role.ADMINISTRATOR})
CLOSES_YEARS: Roles = frozenset({Role.ADMINISTRATOR})
ASKS_FOR_DRAWDOWNS: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FINANCE_OFFICER})
DECIDES_DRAWDOWNS: Roles = frozenset({Role.ADMINISTRATOR, Role.FINANCE_OFFICER, Role.HEAD_OF_FINANCE})
SIGNS: Roles = frozenset({Role.AUTHORISED_SIGNATORY})
# Whose turn it is; nobody's before something is decided.
TURNS: dict[Stage, Roles] = {
    Stage.OPEN: PREPARES_REQUISITIONS,
    Stage.INCOMPLETE: PREPARES_REQUISITIONS,
    Stage.COMPLETE: ISSUES_REQUISITIONS,
    Stage.LAPSED: GRANTS_EXCEPTIONS,
}
# Whose turn it is with an issued form, by its status. Whoever books payments may also attach and send.
PAPER_TURNS: dict[str, Roles] = {
    RequisitionStatus.ISSUED: SIGNS,
    RequisitionStatus.SIGNED: BOOKS_PAYMENTS,
    RequisitionStatus.SENT: BOOKS_PAYMENTS,
}
HANDLES_PAPERS: Roles = BOOKS_PAYMENTS | SIGNS
# Everybody with a role of their own in the money; those who see all may too.
TAKES_OUT_CASES: Roles = PREPARES_REQUISITIONS | SIGNS | {Role.HEAD_OF_FINANCE}
