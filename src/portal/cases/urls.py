"""Which pages does cases have?"""

from django.urls import path

from portal.cases.views import acts, pages

app_name = "cases"
urlpatterns = [
    path("cases/", pages.cases, name="cases"),
    path("cases/<int:case_id>/", pages.case, name="case"),
    path("cases/<int:case_id>/assign/", acts.assign, name="assign"),
    path("cases/<int:case_id>/move/", acts.move, name="move"),
    path("cases/<int:case_id>/comment/", acts.comment, name="comment"),
    path("cases/<int:case_id>/withdraw/", acts.withdraw, name="withdraw"),
]
