"""Which pages are there about leads?"""

from django.urls import path

from portal.register.views import lead_acts, leads

urlpatterns = [
    path("leads/", leads.leads, name="leads"),
    path("leads/new/", leads.new, name="lead_new"),
    path("leads/export/", leads.export, name="lead_export"),
    path("leads/<int:lead_id>/", leads.lead, name="lead"),
    path("leads/<int:lead_id>/edit/", leads.edit, name="lead_edit"),
    path("leads/<int:lead_id>/move/", lead_acts.move, name="lead_move"),
    path("leads/<int:lead_id>/contacts/", lead_acts.contact, name="lead_contact"),
    path("leads/<int:lead_id>/promises/", lead_acts.promise, name="lead_promise"),
    path("leads/<int:lead_id>/promises/<int:promise_id>/strike/", lead_acts.strike, name="lead_promise_strike"),
    path("leads/<int:lead_id>/targets/", lead_acts.target, name="lead_target"),
    path("leads/<int:lead_id>/targets/drop/", lead_acts.target_drop, name="lead_target_drop"),
]
