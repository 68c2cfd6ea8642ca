"""Pages of shortlists, notices, objections and results."""

from django.urls import URLPattern, path

from portal.calls.views.notices import data, drafts, handling, objecting, public, replies, results, shortlists

DESK = "desk/objections/<str:receipt>/"
DRAFT = "desk/<slug:call>/notice/"
urlpatterns: list[URLPattern] = [
    path("notices/", public.notices, name="notices"),
    path("notices/<int:notice>/", public.notice, name="notice"),
    path("notices/<int:notice>.pdf", public.notice_pdf, name="notice_pdf"),
    path("notices/<int:notice>.docx", public.notice_word, name="notice_word"),
    path("notices/<int:notice>/withdraw/", drafts.withdraw, name="notice_withdraw"),
    path("notices/<int:notice>/objection/", objecting.objection_new, name="notice_objection"),
    path("objections/", objecting.lookup, name="objection_lookup"),
    path("objections/<str:receipt>/", objecting.receipt, name="objection_receipt"),
    path("objections/<str:receipt>/withdraw/", objecting.withdraw, name="objection_withdraw"),
    path("desk/objections/", handling.objections, name="objections"),
    path("desk/objections/register.docx", handling.register, name="objections_register"),
    path(DESK, handling.objection, name="objection"),
    path(f"{DESK}admit/", handling.admit, name="objection_admit"),
    path(f"{DESK}refuse/", handling.refuse, name="objection_refuse"),
    path(f"{DESK}findings/", handling.find, name="objection_find"),
    path(f"{DESK}answer/", handling.answer, name="objection_answer"),
    path(f"{DESK}answer.docx", handling.answer_paper, name="objection_paper"),
    path(f"{DESK}objector/", handling.objector, name="objector"),
    path(f"{DESK}compare/", handling.compare, name="objection_compare"),
    path(f"{DESK}provenance/<str:key>/", handling.provenance, name="objection_provenance"),
    path(f"{DESK}files/<slug:attachment>/", handling.file, name="objection_file"),
    path("desk/<slug:call>/shortlist/", shortlists.shortlist, name="shortlist"),
    path("desk/<slug:call>/nominations/", shortlists.nominations, name="nominations"),
    path(DRAFT, drafts.draft, name="notice_draft"),
    path(f"{DRAFT}preview/", drafts.preview, name="notice_preview"),
    path(f"{DRAFT}confirm/", drafts.confirm, name="notice_confirm"),
    path(f"{DRAFT}publish/", drafts.publish, name="notice_publish"),
    path(f"{DRAFT}discard/", drafts.discard, name="notice_discard"),
    path("applications/<slug:application>/objections/", replies.objections, name="application_objections"),
    path("applications/<slug:application>/objections/<str:objection>/", replies.reply, name="objection_reply"),
    path("results/<int:notice>/", results.result, name="result"),
    path("results/<int:notice>.pdf", results.result_pdf, name="result_pdf"),
    path("results/<int:notice>.docx", results.result_word, name="result_word"),
    path("results/<int:notice>/publish/", results.publish, name="result_publish"),
    path("data/awards.<str:kind>", data.awards, name="awards_data"),
]
