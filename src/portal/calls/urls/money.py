"""Pages of the ledger."""

from django.urls import URLPattern, path

from portal.calls.views.money import applications, awards, divisions, ledger, lists

urlpatterns: list[URLPattern] = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/ledger.xlsx", ledger.ledger_file, name="ledger_file"),
    path("ledger/approvals/", lists.approvals, name="approvals"),
    path("ledger/payments/", lists.payments, name="payments"),
    path("ledger/payments/payments.xlsx", lists.payments_file, name="payments_file"),
    path("ledger/budgets/", lists.budgets, name="budgets"),
    path("ledger/budgets/<slug:programme>/<int:year>/", lists.budget, name="budget"),
    path("awards/<int:award>/", awards.award, name="award"),
    path("awards/<int:award>/approve/", awards.approve, name="award_approve"),
    path("awards/<int:award>/withdraw/", awards.withdraw, name="award_withdraw"),
    path("awards/<int:award>/pay/", awards.pay, name="award_pay"),
    path("awards/<int:award>/recover/", awards.recover, name="award_recover"),
    path("applications/<slug:application>/money/", applications.application_money, name="application_money"),
    path("applications/<slug:application>/money/recovery.docx", applications.recovery, name="recovery_paper"),
    path("applications/<slug:application>/account/", applications.account, name="account"),
    path("applications/<slug:application>/account/open/", applications.account_look, name="account_open"),
    path("desk/<slug:call>/awards/", divisions.call_awards, name="call_awards"),
    path("desk/<slug:call>/arrangement.docx", divisions.arrangement_word, name="arrangement_paper"),
    path("desk/<slug:call>/arrangement.xlsx", divisions.arrangement_excel, name="arrangement_file"),
    path("milestones/", lists.milestones, name="milestones"),
    path("milestones/<int:milestone>/", lists.milestone, name="milestone"),
    path("milestones/<int:milestone>/measure/", lists.milestone_measure, name="milestone_measure"),
]
