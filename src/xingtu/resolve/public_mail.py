"""Which domains give a mailbox to anybody, and so say nothing about an employer?"""

# fmt: off
PUBLIC_MAIL_DOMAINS = frozenset({
    "126.com", "139.com", "163.com", "163.net", "188.com", "189.cn", "21cn.com", "aliyun.com", "aol.com", "comcast.net",
    "fastmail.com", "fastmail.fm", "foxmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
    "hanmail.net", "hey.com", "hotmail.com", "icloud.com", "inbox.ru", "laposte.net", "libero.it", "live.cn", "live.com", "mac.com",
    "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com", "naver.com", "noreply.gitcode.com", "orange.fr", "outlook.com",
    "pm.me", "posteo.de", "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "riseup.net", "rocketmail.com", "sina.cn",
    "sina.com", "sina.com.cn", "sohu.com", "t-online.de", "tom.com", "tutanota.com", "user.noreply.gitee.com",
    "users.noreply.gitee.com", "users.noreply.github.com", "users.noreply.gitlab.com", "users.sourceforge.net", "vip.163.com",
    "vip.qq.com", "vip.sina.com", "wanadoo.fr", "web.de", "wo.cn", "yahoo.cn", "yahoo.co.jp", "yahoo.com", "yahoo.com.cn",
    "yandex.com", "yandex.ru", "yeah.net", "ymail.com", "zoho.com",
})
# fmt: on
"""A map line or an organisation that names one of these is not followed: a personal domain never becomes a company."""
