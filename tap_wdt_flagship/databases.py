"""What users of databases meet: words for it that show no piece of an address."""

from __future__ import annotations

from typing import Final

TWO_ATS: Final = (
    "数据库地址里有不止一个 @：用户名和密码里的 @ 要写成 %40（: 写 %3A，/ 写 %2F，% 写 %25）",
    (
        "there is more than one @ in the database address: write %40 for an @ in user or "
        "password (%3A for :, %2F for /, %25 for %)"
    ),
)
# What drivers say, and what it comes from. Their words may hold pieces of the address.
CAUSES: Final = (
    (
        ("' to database '",),  # MySQL: Access denied for user '…'@'…' to database '…'
        (
            "数据库用户没有这个库的权限；wdt-load 写 MySQL 时还要用 <库>_staging，见 docs/dlt.md",
            (
                "the user has no right to this database; into MySQL, wdt-load uses <name>_staging "
                "beside it: docs/dlt.md"
            ),
        ),
    ),
    (
        ("password authentication failed", "access denied", "no password supplied", "role "),
        ("数据库拒绝了用户名或密码", "the database refuses the user or the password"),
    ),
    (
        ("translate host name", "resolve host", "name or service", "getaddrinfo", "nodename"),
        (
            "找不到数据库的主机名，请检查主机；密码里的 @ 要写成 %40",
            "the database's host is not known; check it, and write %40 for an @ in the password",
        ),
    ),
    (
        ("set lock", "being used by another"),
        (
            "数据库文件正被另一个程序使用，等它结束再来",
            "another program is using the database file; try again when it has ended",
        ),
    ),
    (
        ("does not exist", "unknown database", "cannot open"),
        ("没有这个数据库或文件", "there is no such database or file"),
    ),
    (
        ("refused", "can't connect", "timeout", "timed out", "unreachable", "no such file"),
        (
            "连不上数据库，请检查主机、端口与网络",
            "the database cannot be reached; check host, port and network",
        ),
    ),
)


def has_two_ats(address: str) -> bool:
    """Whether a user or a password has an @ that was not encoded."""
    login = address.partition("://")[2].partition("?")[0]
    return not login.startswith("/") and login.count("@") > 1


def cause_of(error: BaseException) -> tuple[str, str]:
    """What a fault of the database comes from, in words of our own."""
    said = str(getattr(error, "orig", None) or error).lower()
    for signs, words in CAUSES:
        if any(sign in said for sign in signs):
            return words
    kind = type(getattr(error, "orig", None) or error).__name__
    return f"数据库报错：{kind}", f"the database failed: {kind}"
