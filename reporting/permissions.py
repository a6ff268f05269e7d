"""Who may do what with requisitions and reports."""

from overenskommelse.choices import Role
from overenskommelse.permissions import Roles

PREPARES_REQUISITIONS: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FINANCE_OFFICER})
ISSUES_REQUISITIONS: Roles = frozenset({Role.ADMINISTRATOR, Role.FINANCE_OFFICER})
