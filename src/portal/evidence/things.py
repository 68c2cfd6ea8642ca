"""What are runs, jobs, metrics and classes of lines called that are known by id, and on which page does each stand?"""

from django.utils.translation import gettext as _

from portal.evidence.doors import said
from portal.evidence.models import Backtest, Job, Provenance, Run, RunMetric
from portal.house.things import Thing, page, tell
from xingtu.decide.reasons import REASONS


def runs(idents: list[str]) -> dict[str, Thing]:
    """By programme and the first digits of the id, as in addresses."""
    found = Run.objects.filter(run_id__in=idents).only("run_id", "programme_name", "programme_name_en")
    return {
        run.run_id: Thing(f"{said(run.programme_name, run.programme_name_en)} {run.short}", page("evidence:run", run.short))
        for run in found
    }


def jobs(idents: list[str]) -> dict[str, Thing]:
    """By number."""
    rows = Job.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("第 %(number)s 号") % {"number": ident}, page("evidence:job", ident)) for ident in rows}


def backtests(idents: list[str]) -> dict[str, Thing]:
    """By number; the page is that of the draft, above evidence."""
    rows = Backtest.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "programme")
    return {
        str(ident): Thing(_("%(programme)s 的回测 %(number)s") % {"programme": programme, "number": ident}) for ident, programme in rows
    }


def metrics(idents: list[str]) -> dict[str, Thing]:
    """As the newest run names them; the page belongs to a run, which is not known here."""
    rows = RunMetric.objects.filter(metric__in=idents).order_by("run_id").values_list("metric", "name", "name_en")
    return {ident: Thing(said(name, name_en)) for ident, name, name_en in rows}


def classes(idents: list[str]) -> dict[str, Thing]:
    """As the engine gives its reasons."""
    return {ident: Thing(said(REASONS[ident].name, REASONS[ident].name_en)) for ident in idents if ident in REASONS}


def provenances(idents: list[str]) -> dict[str, Thing]:
    """By the repository they are about; the page belongs to the objection that asked."""
    rows = Provenance.objects.filter(key__in=idents).values_list("key", "subject")
    return {key: Thing(_("%(repository)s 的来源比对") % {"repository": subject}) for key, subject in rows}


tell("run", runs)
tell("job", jobs)
tell("backtest", backtests)
tell("metric", metrics)
tell("class", classes)
tell("provenance", provenances)
