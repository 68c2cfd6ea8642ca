"""Pages of the district and the office."""

from django.urls import URLPattern, path

from portal.calls.views.desk import checks, lists, moves, summaries

urlpatterns: list[URLPattern] = [
    path("desk/", lists.desk, name="desk"),
    path("desk/<slug:call>/", lists.desk_call, name="desk_call"),
    path("desk/<slug:call>/hand-up/", lists.hand_up, name="hand_up"),
    path("desk/<slug:call>/assign/", lists.assign, name="assign"),
    path("desk/<slug:call>/summary.xlsx", summaries.workbook, name="summary"),
    path("desk/<slug:call>/summary.docx", summaries.paper, name="summary_paper"),
    path("desk/<slug:call>/close/", lists.close, name="close"),
    path("applications/<slug:application>/checks/", checks.checks, name="checks"),
    path("applications/<slug:application>/checks/judge/", checks.judge, name="judge"),
    path("applications/<slug:application>/checks/<int:check>/", checks.check, name="check"),
    path("applications/<slug:application>/clarifications/<int:clarification>/", checks.clarification, name="clarification"),
    path("applications/<slug:application>/move/<str:to>/", moves.move, name="move"),
    path("applications/<slug:application>/stamp/", moves.stamp, name="stamp"),
]
