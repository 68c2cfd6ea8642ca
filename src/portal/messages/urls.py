"""Which pages does messages have?"""

from django.urls import path

from portal.messages.views import inbox

app_name = "letters"
urlpatterns = [
    path("me/messages/", inbox.letters, name="inbox"),
    path("me/messages/read/", inbox.read_all, name="read_all"),
    path("me/messages/<int:message_id>/", inbox.open_letter, name="open"),
]
