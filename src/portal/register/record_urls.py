"""Which pages are there about records?"""

from django.urls import path

from portal.register.views import record_acts, record_pages, record_publiccode, record_repositories, record_workbooks

urlpatterns = [
    path("me/records/", record_pages.mine, name="mine"),
    path("register/", record_pages.records, name="records"),
    path("register/new/<slug:kind>/", record_acts.new, name="record_new"),
    path("register/bulk/", record_acts.bulk, name="bulk"),
    path("register/import/", record_workbooks.importing, name="import"),
    path("register/import/<slug:token>/", record_workbooks.import_plan, name="import_plan"),
    path("register/import/<slug:token>/marked.xlsx", record_workbooks.import_marked, name="import_marked"),
    path("register/template/<slug:kind>.xlsx", record_workbooks.form_file, name="template"),
    path("register/export/", record_workbooks.exporting, name="export"),
    path("register/publiccode/", record_publiccode.reading, name="publiccode_new"),
    path("register/<slug:ident>/", record_pages.record, name="record"),
    path("register/<slug:ident>/edit/", record_acts.edit, name="record_edit"),
    path("register/<slug:ident>/move/<slug:name>/", record_acts.move, name="record_move"),
    path("register/<slug:ident>/undo/<int:version>/", record_acts.undo, name="record_undo"),
    path("register/<slug:ident>/publiccode/", record_publiccode.updating, name="publiccode_change"),
    path("register/<slug:ident>/publiccode.yml", record_publiccode.file, name="publiccode"),
    path("register/<slug:ident>/repositories/add/", record_repositories.add, name="repository_add"),
    path("register/<slug:ident>/repositories/<int:serial>/", record_repositories.change, name="repository_change"),
    path("register/<slug:ident>/repositories/<int:serial>/prove/", record_repositories.prove, name="repository_prove"),
    path("register/<slug:ident>/repositories/<int:serial>/remove/", record_repositories.remove, name="repository_remove"),
    path("register/<slug:ident>/repositories/<int:serial>/return/", record_repositories.bring_back, name="repository_return"),
    path("register/<slug:ident>/repositories/<int:serial>/kinship/<slug:answer>/", record_repositories.kinship, name="kinship"),
    path("register/<slug:ident>/listings/add/", record_repositories.enlist, name="listing_make"),
    path("register/<slug:ident>/listings/<int:pk>/undo/", record_repositories.undo_listing, name="listing_undo"),
    path("register/<slug:ident>/listings/<int:pk>/<slug:answer>/", record_repositories.unlist, name="listing_decide"),
]
