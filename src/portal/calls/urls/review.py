"""Pages of experts and the panel."""

from django.urls import URLPattern, path

from portal.calls.views.review import applications, desk, draws, experts, panels, reviewing

DESK = "desk/<slug:call>/review/"
OWN = "reviews/<int:assignment>/"
PANEL = "panels/<int:panel>/"
urlpatterns: list[URLPattern] = [
    path("experts/", experts.experts, name="experts"),
    path("experts/take-over/", experts.take_over, name="experts_take_over"),
    path("experts/<int:seat>/", experts.seat, name="seat"),
    path(DESK, desk.review_desk, name="review_desk"),
    path(f"{DESK}conflicts/", desk.compute, name="review_compute"),
    path(f"{DESK}conflicts/<int:conflict>/", desk.keep, name="conflict_keep"),
    path(f"{DESK}draw/", desk.prepare, name="draw_prepare"),
    path(f"{DESK}begin/", desk.begin, name="review_begin"),
    path(f"{DESK}phase/", desk.phase, name="review_phase"),
    path(f"{DESK}scores.xlsx", desk.scores, name="review_scores"),
    path(f"{DESK}recusals.docx", desk.recusals, name="review_recusals"),
    path(f"{DESK}panel/", panels.panel_new, name="panel_new"),
    path("draws/<int:draw>/", draws.draw, name="draw"),
    path("draws/<int:draw>/seed/", draws.seed, name="draw_seed"),
    path("applications/<slug:application>/review/", applications.application_review, name="application_review"),
    path("applications/<slug:application>/review/<int:assignment>/replace/", applications.replace, name="expert_replace"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path(OWN, reviewing.review, name="review"),
    path(f"{OWN}declare/", reviewing.declare, name="review_declare"),
    path(f"{OWN}recuse/", reviewing.recuse, name="review_recuse"),
    path(f"{OWN}autosave/", reviewing.autosave, name="review_autosave"),
    path(f"{OWN}withdraw/", reviewing.withdraw, name="review_withdraw"),
    path(f"{OWN}attachments/<slug:attachment>/", reviewing.attachment, name="review_attachment"),
    path(f"{OWN}sheet.docx", reviewing.sheet, {"kind": "docx"}, name="review_sheet"),
    path(f"{OWN}sheet.pdf", reviewing.sheet, {"kind": "pdf"}, name="review_sheet_pdf"),
    path(PANEL, panels.panel, name="panel"),
    path(f"{PANEL}sit/", panels.sit, name="panel_sit"),
    path(f"{PANEL}items/<int:item>/", panels.item, name="panel_item"),
    path(f"{PANEL}items/<int:item>/vote/", panels.vote, name="panel_vote"),
    path(f"{PANEL}minutes/", panels.minutes_write, name="minutes_write"),
    path(f"{PANEL}minutes.docx", panels.minutes, {"kind": "docx"}, name="minutes"),
    path(f"{PANEL}minutes.pdf", panels.minutes, {"kind": "pdf"}, name="minutes_pdf"),
]
