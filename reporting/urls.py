"""The start page and the addresses of stages 5–7."""

from django.urls import include, path, register_converter

from reporting.domain.drawdowns import Deed
from reporting.domain.reports import Act as ReportAct
from reporting.domain.transitions import Act
from reporting.views import (
    batches,
    cases,
    cost_files,
    costs,
    documents,
    drawdowns,
    financial_reports,
    payments,
    providers,
    requisitions,
    settlements,
    start,
)


class ActConverter:
    """An act of a requisition's life in an address."""

    regex = "|".join(Act)

    def to_python(self, value: str) -> Act:
        return Act(value)

    def to_url(self, value: str) -> str:
        return value


class ReportActConverter:
    """An act of a financial report's life in an address."""

    regex = "|".join(ReportAct)

    def to_python(self, value: str) -> ReportAct:
        return ReportAct(value)

    def to_url(self, value: str) -> str:
        return value


class DeedConverter:
    """What is done with a drawdown request in an address."""

    regex = "|".join(Deed)

    def to_python(self, value: str) -> Deed:
        return Deed(value)

    def to_url(self, value: str) -> str:
        return value


class QuarterConverter:
    """A quarter of a year in an address."""

    regex = "[1-4]"
    to_python = int
    to_url = str


register_converter(ActConverter, "act")
register_converter(ReportActConverter, "report_act")
register_converter(DeedConverter, "deed")
register_converter(QuarterConverter, "quarter")

payment_urls = [
    path("", payments.payments, name="payments"),
    path("terms/", payments.payment_terms, name="payment_terms"),
    path("parts/add/", payments.payment_part_add, name="payment_part_add"),
    path("parts/<int:pk>/met/", payments.payment_condition, name="payment_condition"),
    path("exceptions/add/", payments.payment_exception_add, name="payment_exception_add"),
    path("exceptions/<int:pk>/remove/", payments.payment_exception_remove, name="payment_exception_remove"),
    path("add/", payments.payment_add, name="payment_add"),
    path("onward/<int:pk>/<slug:payer>/", payments.payment_onward, name="payment_onward"),
]

cost_urls = [
    path("", costs.own_costs, name="own_costs"),
    path("rules/<int:pk>/", costs.cost_rule_act, name="cost_rule_act"),
    path("typed/<int:pk>/edit/", costs.cost_edit, name="cost_edit"),
    path("typed/<int:pk>/remove/", costs.cost_remove, name="cost_remove"),
    path("<int:pk>/specify/", costs.cost_specify, name="cost_specify"),
    path("waiting/<int:pk>/", cost_files.cost_upload, name="cost_upload"),
    path("waiting/<int:pk>/confirm/", cost_files.cost_upload_confirm, name="cost_upload_confirm"),
    path("waiting/<int:pk>/leave/", cost_files.cost_upload_leave, name="cost_upload_leave"),
    path("files/<int:pk>/", cost_files.cost_file, name="cost_file"),
    path("files/<int:pk>/content/", cost_files.cost_file_content, name="cost_file_content"),
    path("files/<int:pk>/again/", cost_files.cost_file_again, name="cost_file_again"),
    path("files/<int:pk>/remove/", cost_files.cost_file_remove, name="cost_file_remove"),
    path("<slug:code>/", costs.costs, name="costs"),
    path("<slug:code>/add/", costs.cost_add, name="cost_add"),
    path("<slug:code>/paste/", costs.cost_paste, name="cost_paste"),
    path("<slug:code>/rules/", costs.cost_rules, name="cost_rules"),
    path("<slug:code>/rules/copy/", costs.cost_rules_copy, name="cost_rules_copy"),
    path("<slug:code>/file/", cost_files.cost_file_new, name="cost_file_new"),
    path("<slug:code>/forecasts/<quarter:quarter>/", costs.cost_forecasts, name="cost_forecasts"),
]

report_urls = [
    path("", financial_reports.financial_reports, name="financial_reports"),
    path("new/", financial_reports.financial_report_new, name="financial_report_new"),
    path("<int:pk>/", financial_reports.financial_report, name="financial_report"),
    path("<int:pk>/edit/", financial_reports.financial_report_edit, name="financial_report_edit"),
    path("<int:pk>/preview/", financial_reports.financial_report_preview, name="financial_report_preview"),
    path("<int:pk>/paper/", financial_reports.financial_report_paper, name="financial_report_paper"),
    path("<int:pk>/<report_act:act>/", financial_reports.financial_report_act, name="financial_report_act"),
]

drawdown_urls = [
    path("", drawdowns.drawdowns, name="drawdowns"),
    path("<int:pk>/", drawdowns.drawdown, name="drawdown"),
    path("<int:pk>/edit/", drawdowns.drawdown_edit, name="drawdown_edit"),
    path("<int:pk>/<deed:deed>/", drawdowns.drawdown_deed, name="drawdown_deed"),
    path("providers/<int:pk>/", providers.provider_edit, name="provider_edit"),
    path("<slug:code>/", providers.providers_beside, name="providers_beside"),
    path("<slug:code>/ask/", drawdowns.drawdown_add, name="drawdown_add"),
    path("<slug:code>/providers/", providers.providers, name="providers"),
    path("<slug:code>/providers/add/", providers.provider_add, name="provider_add"),
    path("<slug:code>/lines/<slug:line>/", providers.set_aside, name="set_aside"),
    path("<slug:code>/lines/<slug:line>/remove/", providers.set_aside_remove, name="set_aside_remove"),
]

settlement_urls = [
    path("", settlements.settlements, name="settlements"),
    path("repayments/<int:pk>/paid/", settlements.repayment_book, name="repayment_book"),
    path("repayments/<int:pk>/withdraw/", settlements.repayment_withdraw, name="repayment_withdraw"),
    path("<slug:code>/close/", settlements.settlements_close, name="settlements_close"),
    path("<slug:code>/<slug:recipient>/", settlements.settlement, name="settlement"),
    path("<slug:code>/<slug:recipient>/notice/", settlements.settlement_notice, name="settlement_notice"),
    path("<slug:code>/<slug:recipient>/reclaim/", settlements.settlement_reclaim, name="settlement_reclaim"),
    path("<slug:code>/<slug:recipient>/correct/", settlements.settlement_correct, name="settlement_correct"),
    path("<slug:code>/<slug:recipient>/close/", settlements.settlement_close, name="settlement_close"),
]

urlpatterns = [
    path("", start.start, name="start"),
    # Requisitions
    path("reporting/requisitions/", requisitions.requisitions, name="requisitions"),
    path("reporting/requisitions/new/", requisitions.requisition_new, name="requisition_new"),
    path("reporting/requisitions/<int:pk>/", requisitions.requisition, name="requisition"),
    path("reporting/requisitions/<int:pk>/edit/", requisitions.requisition_edit, name="requisition_edit"),
    path(
        "reporting/requisitions/<int:pk>/preview/",
        requisitions.requisition_preview,
        name="requisition_preview",
    ),
    path("reporting/requisitions/<int:pk>/issue/", requisitions.requisition_issue, name="requisition_issue"),
    path("reporting/requisitions/<int:pk>/paper/", requisitions.requisition_paper, name="requisition_paper"),
    path("reporting/requisitions/<int:pk>/<act:act>/", requisitions.requisition_act, name="requisition_act"),
    # Batches
    path("reporting/batches/new/", batches.batch_new, name="batch_new"),
    path("reporting/batches/<int:pk>/", batches.batch, name="batch"),
    path("reporting/batches/<int:pk>/continue/", batches.batch_continue, name="batch_continue"),
    path("reporting/batches/<int:pk>/zip/", batches.batch_file, {"file_format": "zip"}, name="batch_zip"),
    path("reporting/batches/<int:pk>/pdf/", batches.batch_file, {"file_format": "pdf"}, name="batch_pdf"),
    # Payments
    path("reporting/payments/<slug:code>/", include(payment_urls)),
    # How the year closes
    path("reporting/settlements/", include(settlement_urls)),
    # Costs
    path("reporting/costs/", include(cost_urls)),
    # Private providers
    path("reporting/drawdowns/", include(drawdown_urls)),
    path("reporting/cases/<slug:code>/<slug:recipient>/", cases.case, name="case"),
    path("reporting/financial-reports/", include(report_urls)),
    # Documents
    path("reporting/documents/", documents.document_find, name="document_find"),
    path("reporting/documents/<slug:number>/", documents.document, name="document"),
]
