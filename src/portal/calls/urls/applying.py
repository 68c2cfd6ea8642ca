"""Pages of the applicant."""

from django.urls import URLPattern, path

from portal.calls.views.applying import answers, attachments, drafts, overview, papers, parties, submission

ONE = "applications/<slug:application>/"
urlpatterns: list[URLPattern] = [
    path("me/applications/", drafts.mine, name="mine"),
    path("calls/<slug:call>/apply/", drafts.apply, name="apply"),
    path("calls/<slug:call>/apply/<int:intake>/", drafts.reading, name="apply_reading"),
    path(ONE, overview.application, name="application"),
    path(f"{ONE}answers/", answers.answers, name="answers"),
    path(f"{ONE}edit/<slug:section>/", answers.edit, name="edit"),
    path(f"{ONE}edit/<slug:section>/autosave/", answers.autosave, name="autosave"),
    path(f"{ONE}versions/", answers.versions, name="versions"),
    path(f"{ONE}versions/difference/", answers.compare, name="difference"),
    path(f"{ONE}attachments/<slug:attachment>/", attachments.attachment, name="attachment"),
    path(f"{ONE}parties/", parties.parties, name="parties"),
    path(f"{ONE}parties/<int:party>/", parties.party, name="party"),
    path(f"{ONE}clarify/", submission.clarify, name="clarify"),
    path(f"{ONE}submit/", submission.submit, name="submit"),
    path(f"{ONE}withdraw/", submission.withdraw, name="withdraw"),
    path(f"{ONE}undo/", submission.undo, name="undo"),
    path(f"{ONE}receipt/", submission.receipt, name="receipt"),
    path(f"{ONE}paper.docx", papers.paper_word, name="paper_word"),
    path(f"{ONE}paper.pdf", papers.paper_pdf, name="paper_pdf"),
    path(f"{ONE}package.zip", papers.whole, name="package"),
]
