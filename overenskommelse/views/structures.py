"""A plan's own tree beside the agreement's areas: read, and built part by part."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.domain.references import WAYS
from overenskommelse.forms.structures import LevelsForm, NodeForm
from overenskommelse.models import ActionPlan, PlanIndicator, PlanNode
from overenskommelse.permissions import EDITS_PLANS, AuthenticatedRequest, require
from overenskommelse.selectors.structures import Structure, address_of
from overenskommelse.services import structures as services
from overenskommelse.services.action_plans import change_plan
from overenskommelse.services.events import SavedByOther
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.views.action_plans import plan_page, visible
from overenskommelse.views.measure_pages import closed_words

PAGE = "overenskommelse/structures"


@require_safe
def structure(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The tree, with the measures and indicators of each part."""
    plan = visible(request, pk)
    moved = request.GET.get("moved", "")
    context = {"tree": Structure(plan), "ways": WAYS, "moved": int(moved) if moved.isdecimal() else 0}
    return plan_page(request, plan, f"{PAGE}/structure.html", "structure", **context)


def _editable(request: AuthenticatedRequest, pk: int) -> ActionPlan:
    plan = visible(request, pk)
    require(request.user, EDITS_PLANS, plan.organisation)
    return plan


def _part(request: AuthenticatedRequest, pk: int, node_pk: int) -> PlanNode:
    plan = _editable(request, pk)
    node = get_object_or_404(plan.nodes, pk=node_pk)
    node.plan = plan
    return node


@require_http_methods(["GET", "HEAD", "POST"])
def node_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new part at the top, or below the part that ``?below=`` names."""
    plan = _editable(request, pk)
    node = PlanNode(plan=plan)
    if wanted := request.GET.get("below", ""):
        node.parent = get_object_or_404(plan.nodes, pk=int(wanted) if wanted.isdecimal() else 0)
    form = NodeForm(request.POST or None, instance=node, initial={"order": Structure(plan).seen})

    def save() -> PlanNode:
        return services.add_node(node=form.instance, seen=form.cleaned_data["order"], by=request.user)

    return _entered(request, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
def node_edit(request: AuthenticatedRequest, pk: int, node_pk: int) -> HttpResponse:
    """Name, text and numbering of a part."""
    form = NodeForm(request.POST or None, instance=_part(request, pk, node_pk))

    def save() -> PlanNode:
        services.save_node(node=form.instance, seen=form.cleaned_data["seen"], by=request.user)
        return form.instance  # type: ignore[no-any-return]

    return _entered(request, form, save)


def _entered(request: AuthenticatedRequest, form: Any, save: Callable[[], PlanNode]) -> HttpResponse:
    """The page of a part, or what came of saving it."""
    node: PlanNode = form.instance
    if form.is_valid():
        try:
            stored = save()
        except SavedByOther as error:
            form.meet(error)
        except (PlanIsClosed, services.NoRoomError) as error:
            form.add_error(None, _why(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(address_of(stored))
    tree = Structure(node.plan)
    level = tree.numbers[node.parent_id].count(".") + 1 if node.parent_id else 0
    context = {"plan": node.plan, "node": node, "form": form, "tree": tree, "level": tree.level_name(level)}
    return render(request, f"{PAGE}/edit.html", context)


@require_POST
def node_move(request: AuthenticatedRequest, pk: int, node_pk: int) -> HttpResponse:
    """A step ``up``, ``down``, ``in`` or ``out``."""
    node, way = _part(request, pk, node_pk), request.POST.get("way")
    if way not in WAYS:
        raise Http404
    try:
        services.move_node(node=node, way=way, seen=request.POST.get("seen", ""), by=request.user)
    except (PlanIsClosed, services.NoRoomError, services.Rearranged) as error:
        messages.warning(request, _why(error))
    return redirect(f"{reverse('structure', args=[pk])}?moved={node.pk}#{way}-{node.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def node_remove(request: AuthenticatedRequest, pk: int, node_pk: int) -> HttpResponse:
    """Say what will be lost; then remove the part with all below it."""
    node = _part(request, pk, node_pk)
    tree = Structure(node.plan)
    if request.method == "POST":
        try:
            services.remove_node(node=node, seen=request.POST.get("seen", ""), by=request.user)
        except (PlanIsClosed, services.NoRoomError, services.Rearranged) as error:
            messages.warning(request, _why(error))
        else:
            messages.success(request, _("“%(name)s” is removed. The history keeps it.") % {"name": node.name})
        return redirect("structure", pk)
    gone = tree.below(node)
    context = {
        "plan": node.plan,
        "node": node,
        "tree": tree,
        "title": tree.title(node),
        "below": [tree.title(row) for row in gone[1:]],
        "indicators": PlanIndicator.objects.filter(node__in=gone),
        "measures": node.plan.measures.kept().filter(node__in=gone),
    }
    return render(request, f"{PAGE}/remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def structure_levels(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the levels of the tree are called."""
    plan = _editable(request, pk)
    form = LevelsForm(request.POST or None, instance=plan)
    if form.is_valid():
        try:
            change_plan(plan=form.instance, seen=form.cleaned_data["seen"], by=request.user)
        except SavedByOther as error:
            form.meet(error)
        except PlanIsClosed as error:
            form.add_error(None, _why(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("structure", plan.pk)
    return render(request, f"{PAGE}/levels.html", {"plan": plan, "form": form})


def _why(error: Exception) -> str:
    """Why nothing was stored, and what to do."""
    if isinstance(error, PlanIsClosed):
        return closed_words(error.plan)
    if isinstance(error, services.NoRoomError):
        text = _("“%(text)s” refers to a part here and has no room for its new number. Shorten it first.")
        return text % {"text": error.row}
    return _("The structure was changed meanwhile. Here it is as it now is; nothing more was changed.")
