"""What are the closed words of a programme's file called: kinds of questions, applicants, ways to aggregate, what an objector must give?"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

FIELD_KINDS: dict[str, str | Promise] = {
    "text": gettext_lazy("一行文字"), "paragraph": gettext_lazy("一段文字"), "integer": gettext_lazy("整数"), "money": gettext_lazy("金额"),
    "percent": gettext_lazy("百分比"), "date": gettext_lazy("日期"), "choice": gettext_lazy("单选"), "choices": gettext_lazy("多选"),
    "yes_no": gettext_lazy("是或否"), "url": gettext_lazy("网址"), "phone": gettext_lazy("电话"), "uscc": gettext_lazy("统一社会信用代码"),
    "attachment": gettext_lazy("附件"), "table": gettext_lazy("表格"),
}  # fmt: skip
APPLICANTS: dict[str, str | Promise] = {"organisation": gettext_lazy("单位"), "person": gettext_lazy("个人")}
AGGREGATES: dict[str, str | Promise] = {
    "mean": gettext_lazy("取平均分"),
    "median": gettext_lazy("取中位数"),
    "trimmed": gettext_lazy("去掉一个最高分和一个最低分后取平均；不足 5 份评分时取中位数"),
}
NEEDS: dict[str, str | Promise] = {
    "name": gettext_lazy("真实姓名或单位名称"), "phone": gettext_lazy("联系电话"), "address": gettext_lazy("联系地址"),
    "signature": gettext_lazy("签名"), "stamp": gettext_lazy("公章"),
}  # fmt: skip
