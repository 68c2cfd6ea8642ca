"""Which pages has the journal?"""

from django.urls import path

from portal.accounts.views import journal

app_name = "journal"
urlpatterns = [
    path("journal/", journal.journal, name="journal"),
    path("journal/<int:sequence>/", journal.entry, name="entry"),
    path("journal/check/", journal.check, name="check"),
    path("journal/export/", journal.carry_away, name="export"),
]
