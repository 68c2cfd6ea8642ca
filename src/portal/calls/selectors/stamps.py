"""Has the district stamped exactly this content?"""

from portal.calls.models import Application, Attachment, AttachmentKind


def stamped(application: Application) -> Attachment | None:
    """The newest stamped scan of the present content."""
    return application.attachments.filter(kind=AttachmentKind.STAMPED, removed_at=None, content_code=application.content_code).last()
