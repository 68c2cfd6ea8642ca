"""Which pages does evidence have?"""

from django.urls import path

from portal.evidence.views import (
    contributors,
    jobs,
    licences,
    mailbox_signatures,
    me,
    metrics,
    objections,
    projects,
    registering,
    risks,
    runs,
    statements,
)

app_name = "evidence"
urlpatterns = [
    path("me/", me.front, name="me"),
    path("me/work/", me.work, name="work"),
    path("me/identities/mailboxes/<int:mailbox_id>/signature/", mailbox_signatures.mailbox_signature, name="mailbox_signature"),
    path("me/records/from-url/", registering.begin, name="register_url"),
    path("me/records/from-url/<int:intake>/", registering.intake, name="intake"),
    path("me/records/from-url/<int:intake>/again/", registering.again, name="intake_again"),
    path("me/records/from-url/<int:intake>/host/", registering.by_host, name="intake_host"),
    path("statements/", statements.statements, name="statements"),
    path("statements/new/<str:kind>/", statements.new, name="statement_new"),
    path("statements/<int:statement>/withdraw/", statements.withdraw, name="statement_withdraw"),
    path("objections/new/", objections.new, name="objection"),
    path("projects/<slug:record>/", projects.project, name="project"),
    path("projects/<slug:record>/commits/", projects.commits, name="commits"),
    path("projects/<slug:record>/licences/", licences.licences, name="licences"),
    path("projects/<slug:record>/licences/files/", licences.files, name="licence_files"),
    path("projects/<slug:record>/licences/again/", licences.again, name="licences_again"),
    path("projects/<slug:record>/licences/not-a-licence/", licences.dismiss, name="licence_dismiss"),
    path("projects/<slug:record>/licences/reports/<slug:form>/", licences.report, name="licence_report"),
    path("projects/<slug:record>/risks/", risks.risks, name="risks"),
    path("projects/<slug:record>/risks/again/", risks.again, name="risks_again"),
    path("people/<str:person_id>/", contributors.person, name="person"),
    path("organisations/<slug:organisation_id>/", contributors.organisation, name="organisation"),
    path("runs/", runs.runs, name="runs"),
    path("runs/request/", runs.request_run, name="run_request"),
    path("runs/jobs/<int:job>/", jobs.job, name="job"),
    path("runs/jobs/<int:job>/cancel/", jobs.cancel, name="job_cancel"),
    path("runs/jobs/<int:job>/retry/", jobs.retry, name="job_retry"),
    path("runs/<str:run>/", runs.run, name="run"),
    path("runs/<str:run>/publish/", runs.publish, name="run_publish"),
    path("runs/<str:run>/retract/", runs.retract, name="run_retract"),
    path("runs/<str:run>/bundle.zip", runs.bundle, name="bundle"),
    path("runs/<str:run>/metrics/<str:metric>/", metrics.metric, name="metric"),
]
