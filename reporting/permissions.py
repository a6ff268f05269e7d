"""Who may do what with requisitions and reports."""

from overenskommelse.choices import Role
from overenskommelse.permissions import Roles
from reporting.choices import ReportStatus, RequisitionStatus
from reporting.domain.progress import Stage
from reporting.domain.reports import Act as ReportAct
from reporting.domain.settlement import Matter

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
# Whose turn it is with a financial report, by its status; and who may do what with it.
REPORT_TURNS: dict[str, Roles] = {
    ReportStatus.DRAFT: PREPARES_REPORTS,
    ReportStatus.PREPARED: CERTIFIES_REPORTS,
    ReportStatus.CERTIFIED: SIGNS,
    ReportStatus.SIGNED: BOOKS_PAYMENTS,
}
REPORT_ACTS: dict[ReportAct, Roles] = {
    ReportAct.PREPARE: PREPARES_REPORTS,
    ReportAct.CERTIFY: CERTIFIES_REPORTS,
    ReportAct.SEND_BACK: CERTIFIES_REPORTS | PREPARES_REPORTS,
    ReportAct.SIGN: HANDLES_PAPERS,
    ReportAct.SEND: HANDLES_PAPERS,
}
# Everybody with a role of their own in the money; those who see all may too.
TAKES_OUT_CASES: Roles = PREPARES_REQUISITIONS | SIGNS | {Role.HEAD_OF_FINANCE}
# Whose turn it is with what keeps a year open; an administrator acts for anybody, but is not asked to.
MATTER_TURNS: dict[Matter, Roles] = {
    Matter.TO_REQUISITION: PREPARES_REQUISITIONS,
    Matter.AWAITED: BOOKS_PAYMENTS,
    Matter.PAID_SHORT: BOOKS_PAYMENTS,
    Matter.OVERPAID: GRANTS_EXCEPTIONS,
    Matter.TO_REPORT: PREPARES_REPORTS,
    Matter.REPORT_MISSING: PREPARES_REPORTS,
    Matter.TO_REPAY: BOOKS_PAYMENTS,
    Matter.NOTIFIED: BOOKS_PAYMENTS,
    Matter.LATE: BOOKS_PAYMENTS,
}
