"""Who may do what with statistics, runs and decisions."""

from overenskommelse.choices import Role
from overenskommelse.permissions import IMPORTS_AND_RUNS, Roles

IMPORTS = RUNS = IMPORTS_AND_RUNS
# At the RSS that receives the county’s money.
SPLITS: Roles = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
DECIDES: Roles = frozenset({Role.ADMINISTRATOR})
