"""Which pages does watch have?"""

from django.urls import path

from portal.watch.views import alarms, findings, overview, projects, rulings, search, statements

app_name = "watch"
urlpatterns = [
    path("watch/", overview.overview, name="overview"),
    path("watch/licences/", projects.projects, name="projects"),
    path("watch/licences/export/", projects.export, name="export"),
    path("watch/licences/search/", search.search, name="search"),
    path("watch/alarms/", alarms.alarms, name="alarms"),
    path("watch/findings/", findings.findings, name="findings"),
    path("watch/findings/export/", findings.findings_export, name="findings_export"),
    path("watch/findings/<int:finding>/", findings.finding, name="finding"),
    path("watch/findings/<int:finding>/begin/", findings.begin, name="finding_begin"),
    path("watch/findings/<int:finding>/assign/", findings.assign, name="finding_assign"),
    path("watch/findings/<int:finding>/move/", findings.move, name="finding_move"),
    path("watch/findings/<int:finding>/comment/", findings.comment, name="finding_comment"),
    path("watch/findings/<int:finding>/statement/", statements.new, name="statement_new"),
    path("watch/statements/", statements.statements, name="statements"),
    path("watch/statements/<int:vex>/", statements.statement, name="statement"),
    path("watch/statements/<int:vex>/edit/", statements.edit, name="statement_edit"),
    path("watch/statements/<int:vex>/sign/", statements.sign, name="statement_sign"),
    path("watch/statements/<int:vex>/refuse/", statements.refuse, name="statement_refuse"),
    path("watch/statements/<int:vex>/withdraw/", statements.withdraw, name="statement_withdraw"),
    path("watch/rulings/", rulings.rulings, name="rulings"),
    path("watch/rulings/new/", rulings.new, name="ruling_new"),
    path("watch/rulings/<int:ruling>/", rulings.ruling, name="ruling"),
    path("watch/rulings/<int:ruling>/edit/", rulings.edit, name="ruling_edit"),
    path("watch/rulings/<int:ruling>/sign/", rulings.sign, name="ruling_sign"),
    path("watch/rulings/<int:ruling>/withdraw/", rulings.withdraw, name="ruling_withdraw"),
]
