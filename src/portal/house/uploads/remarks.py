"""What can be said about an uploaded file? Codes are kept with the file, wordings are made when somebody reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDINGS: Mapping[str, Promise] = {
    "empty": _("文件是空的。"),
    "large": _("文件有 %(n)s，最多 %(most)s。"),
    "name": _("文件名里有不可见的控制字符或改变书写方向的字符，请改名后再上传。"),
    "kind": _("不是可以接收的文件；这里接收：%(allowed)s。"),
    "ending": _("文件名以 .%(ending)s 结尾，内容却是 %(kind)s；请用正确的扩展名保存后再上传。"),
    "no-ending": _("文件名没有扩展名；内容是 %(kind)s，请补上扩展名后再上传。"),
    "old-office": _("这是旧版或加密的 Office 文件；请去掉密码，另存为 .docx、.xlsx 或 .pptx 后再上传。"),
    "broken": _("文件已损坏，打不开；请重新导出后再上传。"),
    "two-in-one": _("文件里藏着另一个文件（开头或末尾有不属于它的内容），不予接收；请重新导出后再上传。"),
    "locked": _("文件加了打开密码，评审时打不开；请去掉密码后再上传。"),
    "bomb": _("压缩包展开后太大，不予接收。"),
    "many": _("压缩包里有 %(n)d 个文件，最多 %(most)d 个。"),
    "deep": _("压缩包里套着压缩包，层数太多；请展开后重新打包。"),
    "path": _("压缩包里有不安全的路径：%(path)s；请重新打包。"),
    "twice": _("压缩包里有两个同名文件：%(path)s；请重新打包。"),
    "method": _("压缩包用了不支持的压缩方法；请用普通的 ZIP 重新打包。"),
    "macro": _("文件含有宏，不予接收；请另存为不含宏的文件。"),
    "template": _("文件会从别处加载模板，不予接收；请在 Word 中解除模板后另存。"),
    "pixels": _("图片有 %(width)d×%(height)d 像素，太大；请缩小后再上传。"),
    "characters": _("文本含有二进制内容，不是文本文件。"),
    "embedded": _("文件里嵌有其他文件或对象，打开时请留意。"),
    "external": _("文件引用了外部地址，打开时可能会联网。"),
    "script": _("PDF 含有脚本或会启动程序的动作，请只在阅读器的安全模式中打开。"),
    "restricted": _("PDF 设了权限密码，可以打开，但可能不能复制或打印。"),
    "unread": _("PDF 的内容没能全部读出，无法检查其中的个人信息和脚本。"),
    "program": _("压缩包里有可执行文件：%(path)s；请不要运行。"),
    "sealed-inside": _("压缩包里有无法检查的压缩文件：%(path)s。"),
    "tail": _("图片末尾有附加的内容（手机拍照常见）。"),
    "formula": _("CSV 中有以等号开头的单元格，用 Excel 打开时会当作公式。"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """``values`` fill the wording; both are plain JSON."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """In the reader's language."""
        return str(WORDINGS[self.code]) % self.values
