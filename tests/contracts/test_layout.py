"""Every app has the same shape, and no other name is invented."""

import pytest

from tests.contracts.sources import APPS, tracked

FILES = {
    "README.md", "__init__.py", "apps.py", "admin.py", "urls.py", "choices.py", "permissions.py",
    "selectors.py", "forms.py", "filters.py", "tables.py", "resources.py", "workbooks.py", "documents.py",
}  # fmt: skip
FOLDERS = {"domain", "models", "services", "views", "management", "migrations", "static", "templatetags"}
# What becomes a package where one file would be too long: docs/adr/0040, docs/adr/0050.
PACKAGES = {"selectors", "forms", "filters", "tables", "workbooks", "documents"}
# The validators have a decision of their own, docs/adr/0008.
PROJECT = {"settings.py", "wsgi.py", "validators.py"}
DOMAIN = {
    # schedules, references, plans: docs/adr/0052; canonical, versions: docs/adr/0053.
    "overenskommelse": {
        "periods", "transitions", "checks", "schedules", "references", "plans", "canonical", "versions",
        "joint",  # docs/adr/0054
        "amounts", "merges",  # docs/adr/0055
        "curves", "blocks",  # docs/adr/0057
        "timelines",  # docs/adr/0056
        "mentions",  # docs/adr/0061
    },
    # The second row: docs/adr/0040.
    "allocation": {
        "rows", "checks", "shares", "rounding", "methods", "run", "explanation",
        "cells", "register", "breakdowns", "columns", "findings", "surroundings", "wholes",
    },
    # The second row: docs/adr/0074.
    "reporting": {
        "balances", "deadlines", "checks", "progress", "transitions",
        "sie", "sie_text", "sie_lines", "sie_columns", "sie_ledger", "sie_checks",
        "matching", "counting", "comparison",
        "figures", "settlement", "reports",  # docs/adr/0075
        "drawdowns",  # docs/adr/0076
    },
}  # fmt: skip
STEMS = {
    "overenskommelse": {"agreements", "recipients", "memberships", "action_plans"},
    "allocation": {"imports", "datasets", "runs", "scenarios", "decisions"},
    "reporting": {"requisitions", "financial_reports", "activity_reports", "follow_ups"},
}
# Stages that are not of the yearly flow, each with its reason.
MORE_STEMS = {
    "overenskommelse": {
        "events": "the log of acts belongs to every stage",
        "lookups": "commands of every stage find what was named on their command line",
        "accessibility": "the statement that the law asks for",
        "fixtures": "loads the registers, the agreements and the demo year",
        "documents": "a plan as a printed document, whole or filtered, now or as submitted",
        "plan_fixtures": "loads the demo year's plans; beside fixtures, for length",
        "requirements": "what an agreement asks for and by when; beside it, for length",
        # measures, attachments, undertakings, reminders: docs/adr/0052.
        "measures": "the rows of an action plan: entered one by one, where the plan is a whole",
        "versions": "an action plan as submitted: judged, compared, begun anew: docs/adr/0053",
        "overviews": "a plan's measures by area, over time and by responsible: docs/adr/0056",
        "attachments": "files as received, for measures and for signed papers",
        "county_plans": "the plans of a county's organisations side by side, and joint: docs/adr/0054",
        "structures": "a plan's own tree, built part by part: docs/adr/0061",
        "follow_ups": "what came of each area or own part of a plan: docs/adr/0062",
        "undertakings": "a county's own undertakings, held against state agreements in a matrix",
        # plan_files, plan_parts, measure_pages, plan_indicators, comments: docs/adr/0057.
        "plan_files": "a plan as a workbook, there and back, and cells that were pasted",
        "plan_parts": "what a workbook says beside measures, part by part; for length",
        "measure_pages": "everything about one measure, beside the table of all",
        "plan_indicators": "what tells whether a plan succeeds, and what was read of it",
        "comments": "remarks on measures and plans",
        "reminders": "what goes out to those who are late, and the calendar of deadlines",
    },
    "allocation": {
        # previews, sheets, effects, indicators: docs/adr/0042.
        "previews": "what was understood of a file, beside what imports write; for length",
        "splits": "how a county divides its municipalities' money: docs/adr/0052",
        "effects": "what an import would do to the money; between the stages of imports and runs",
        "sheets": "a file's sheet as it looked, with what was read of it marked",
        "indicators": "what is counted: administrators define it, every stage uses it",
        "registers": "registers read from a file with the same preview as statistics: docs/adr/0043",
        "published": "tables that the authorities printed, to reconcile with",
        "fixtures": "loads the indicators and the published tables",
        "consequences": "what later stages do when money is decided or split anew: docs/adr/0051",
    },
    "reporting": {
        # payments, batches, costs, cases: docs/adr/0070.
        "signatures": "what happens to an issued form: signed, sent, paid, rejected or withdrawn",
        "payments": "how an agreement pays, what has been paid, and who may requisition late",
        "cases": "everything about a recipient's money, as a file for the archive",
        "batches": "many requisitions at once, in the background",
        "certifications": "what voids the certificate of a report; every act on money calls it",
        "report_acts": "what is done with a financial report; beside financial_reports, for length",
        "report_documents": "what a financial report and its certificate say; beside documents, for length",
        "locks": "one at a time acts on a year's money, nobody on a closed one; every stage asks it",
        "settlements": "what goes back to the state, and how a year closes: docs/adr/0075",
        # drawdowns, providers: docs/adr/0076.
        "repayments": "what goes back to the state, beside how a year closes; for length",
        "drawdowns": "private providers ask a region for money, and the region decides",
        "providers": "a region's private providers, and what it sets aside for them",
        "costs": "what the money was used for, typed or from the accounts",
        # cost_files, cost_previews: docs/adr/0074.
        "cost_files": "an accounting file is looked at, and its costs are counted or taken back",
        "cost_previews": "what is shown of an accounting file, beside what counting writes; for length",
        "documents": "an issued form of any stage: its frozen content, code and digest",
        "start": "the start page is what a person must do in all stages",
        "fixtures": "the main job of the demo year, through to the issued requisition",
    },
}


def inside(app: str, folder: str) -> set[str]:
    """Stems of the tracked Python files in a folder of an app."""
    found = {path.stem for path in tracked() if path.parts[:2] == (app, folder) and path.suffix == ".py"}
    return found - {"__init__"}


@pytest.mark.parametrize("app", APPS)
def test_an_app_holds_only_the_rooms_of_the_house(app: str) -> None:
    below = [path.parts[1:] for path in tracked() if path.parts[0] == app]
    files = {parts[0] for parts in below if len(parts) == 1}
    folders = {parts[0] for parts in below if len(parts) > 1}
    allowed = FILES | PROJECT if app == "overenskommelse" else FILES
    assert files - allowed == set()
    assert folders - FOLDERS - PACKAGES == set()


@pytest.mark.parametrize("app", APPS)
def test_domain_holds_only_its_named_modules(app: str) -> None:
    assert inside(app, "domain") - DOMAIN[app] == set()


@pytest.mark.parametrize("folder", ["models", "services", "views"])
@pytest.mark.parametrize("app", APPS)
def test_one_stem_names_a_stage_everywhere(app: str, folder: str) -> None:
    assert inside(app, folder) - STEMS[app] - set(MORE_STEMS[app]) == set()


@pytest.mark.parametrize("app", APPS)
def test_templates_follow_the_stems(app: str) -> None:
    folders = {
        path.parts[2] for path in tracked() if path.parts[:2] == ("templates", app) and len(path.parts) > 3
    }
    assert folders - STEMS[app] - set(MORE_STEMS[app]) == set()
