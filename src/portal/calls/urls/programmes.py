"""Pages of programmes and calls."""

from django.urls import URLPattern, path

from portal.calls.views import call_acts, calls, draft_acts, drafts, programmes

urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/drafts/", drafts.drafts, name="drafts"),
    path("programmes/drafts/new/", draft_acts.empty, name="draft_empty"),
    path("programmes/drafts/<int:draft>/", drafts.draft, name="draft"),
    path("programmes/drafts/<int:draft>/section/<str:part>/", drafts.part, name="draft_part"),
    path("programmes/drafts/<int:draft>/section/<str:part>/change/", draft_acts.part_change, name="draft_part_change"),
    path("programmes/drafts/<int:draft>/text/", drafts.text, name="draft_text"),
    path("programmes/drafts/<int:draft>/text/change/", draft_acts.text_change, name="draft_text_change"),
    path("programmes/drafts/<int:draft>/diff/", drafts.difference, name="draft_diff"),
    path("programmes/drafts/<int:draft>/backtest/", drafts.backtest, name="draft_backtest"),
    path("programmes/drafts/<int:draft>/backtest/ask/", draft_acts.backtest_ask, name="draft_backtest_ask"),
    path("programmes/drafts/<int:draft>/sign/", drafts.signing, name="draft_sign"),
    path("programmes/drafts/<int:draft>/sign/now/", draft_acts.sign, name="draft_sign_now"),
    path("programmes/drafts/<int:draft>/publish/", draft_acts.publish, name="draft_publish"),
    path("programmes/drafts/<int:draft>/discard/", draft_acts.discard, name="draft_discard"),
    path("programmes/drafts/<int:draft>/undo/", draft_acts.undo, name="draft_undo"),
    path("programmes/<slug:programme>/", programmes.programme, name="programme"),
    path("programmes/<slug:programme>/drafts/new/", draft_acts.new, name="draft_new"),
    path("programmes/<slug:programme>/calls/new/", call_acts.prepare, name="call_prepare"),
    path("programmes/<slug:programme>/v<int:version>/", programmes.programme_version, name="programme_version"),
    path("programmes/<slug:programme>/v<int:version>/file.toml", programmes.programme_file, name="programme_file"),
    path("programmes/<slug:programme>/v<int:version>/changes/", programmes.programme_changes, name="programme_changes"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<slug:call>/", calls.call, name="call"),
    path("calls/<slug:call>/edit/", call_acts.edit, name="call_edit"),
    path("calls/<slug:call>/open/", call_acts.open_call, name="call_open"),
    path("calls/<slug:call>/cancel/", call_acts.cancel, name="call_cancel"),
    path("calls/<slug:call>/announcement.docx", calls.announcement_word, name="call_announcement"),
    path("calls/<slug:call>/announcement.pdf", calls.announcement_pdf, name="call_announcement_pdf"),
    path("calls/<slug:call>/form.docx", calls.blank_form, name="call_form"),
]
