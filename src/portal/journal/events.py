"""What can happen that is worth keeping? Every event has one name here; a test compares docs/events.md with this list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """``subject.verb``; the label is what the reader of a history sees."""

    # people and roles
    PERSON_JOINED = "person.joined", _("注册账号")
    PERSON_SIGNED_IN = "person.signed_in", _("登录")
    PERSON_CHANGED = "person.changed", _("修改个人资料")
    PERSON_EXPORTED = "person.exported", _("导出个人数据")
    PERSON_ERASED = "person.erased", _("删除个人数据")
    ACTING_CHOSEN = "acting.chosen", _("切换办理身份")
    CONSENT_GIVEN = "consent.given", _("给予同意")
    CONSENT_WITHDRAWN = "consent.withdrawn", _("撤回同意")
    ORGANISATION_REGISTERED = "organisation.registered", _("登记单位")
    ORGANISATION_CHANGED = "organisation.changed", _("修改单位")
    ORGANISATION_VERIFIED = "organisation.verified", _("核实单位")
    ROLE_GRANTED = "role.granted", _("授予角色")
    ROLE_ENDED = "role.ended", _("终止角色")
    INVITATION_SENT = "invitation.sent", _("邀请成员")
    INVITATION_ACCEPTED = "invitation.accepted", _("接受邀请")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("撤回邀请")
    # register
    RECORD_DRAFTED = "record.drafted", _("起草登记")
    RECORD_CHANGED = "record.changed", _("修改登记")
    RECORD_SUBMITTED = "record.submitted", _("提交登记")
    RECORD_RETURNED = "record.returned", _("退回补正")
    RECORD_REGISTERED = "record.registered", _("予以登记")
    RECORD_SUSPENDED = "record.suspended", _("暂停登记")
    RECORD_REMOVED = "record.removed", _("注销登记")
    RECORDS_IMPORTED = "records.imported", _("批量导入")
    RECORDS_EXPORTED = "records.exported", _("导出")
    LISTING_MADE = "listing.made", _("列入名录")
    LISTING_WARNED = "listing.warned", _("名录预警")
    LISTING_ENDED = "listing.ended", _("移出名录")
    REPOSITORY_ADDED = "repository.added", _("登记仓库")
    REPOSITORY_CHANGED = "repository.changed", _("修改仓库")
    REPOSITORY_PROVEN = "repository.proven", _("核实仓库归属")
    REPOSITORY_REMOVED = "repository.removed", _("移除仓库")
    LEAD_OPENED = "lead.opened", _("登记线索")
    LEAD_CHANGED = "lead.changed", _("修改线索")
    LEAD_MOVED = "lead.moved", _("线索进展")
    LEAD_CONTACTED = "lead.contacted", _("联系记录")
    PROMISE_MADE = "promise.made", _("记录承诺")
    PROMISE_CHECKED = "promise.checked", _("核对承诺")
    # claims
    MAILBOX_CLAIMED = "mailbox.claimed", _("认领邮箱")
    MAILBOX_PROVEN = "mailbox.proven", _("证明邮箱")
    MAILBOX_WITHDRAWN = "mailbox.withdrawn", _("撤回邮箱认领")
    HOST_ACCOUNT_BOUND = "host_account.bound", _("绑定平台账号")
    HOST_ACCOUNT_RELEASED = "host_account.released", _("解除平台账号")
    EMPLOYMENT_CLAIMED = "employment.claimed", _("声明任职")
    EMPLOYMENT_CONFIRMED = "employment.confirmed", _("确认任职")
    EMPLOYMENT_CONTESTED = "employment.contested", _("对任职提出异议")
    EMPLOYMENT_WITHDRAWN = "employment.withdrawn", _("撤回任职声明")
    # cases
    CASE_OPENED = "case.opened", _("立案")
    CASE_ASSIGNED = "case.assigned", _("指派")
    CASE_MOVED = "case.moved", _("办理进展")
    CASE_COMMENTED = "case.commented", _("补充说明")
    CASE_SEEN = "case.seen", _("查阅")
    # evidence
    STATEMENT_MADE = "statement.made", _("办公室声明")
    STATEMENT_WITHDRAWN = "statement.withdrawn", _("撤回办公室声明")
    SNAPSHOT_FROZEN = "snapshot.frozen", _("冻结声明")
    RUN_REQUESTED = "run.requested", _("请求运行")
    RUN_CANCELLED = "run.cancelled", _("取消运行")
    RUN_LOADED = "run.loaded", _("载入运行")
    RUN_FAILED = "run.failed", _("运行失败")
    RUN_PUBLISHED = "run.published", _("公布运行")
    RUN_RETRACTED = "run.retracted", _("撤下运行")
    # platform
    JOURNAL_EXPORTED = "journal.exported", _("导出留痕")
    BACKUP_MADE = "backup.made", _("备份")
    BACKUP_RESTORED = "backup.restored", _("恢复")
