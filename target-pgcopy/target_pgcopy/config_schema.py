"""The settings, named as those of MeltanoLabs' target-postgres."""

from __future__ import annotations

from typing import Any, Final


def _setting(kind: str, title: str, description: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": [kind, "null"], "title": title, "description": description, **more}


PROPERTIES: Final[dict[str, dict[str, Any]]] = {
    "host": _setting("string", "主机 / Host", "数据库地址。 / Address of the database."),
    "port": _setting(
        "integer", "端口 / Port", "数据库端口。 / Port of the database.", default=5432
    ),
    "user": _setting("string", "用户 / User", "数据库用户。 / Database user."),
    "password": _setting(
        "string", "密码 / Password", "数据库密码。 / Database password.", secret=True
    ),
    "database": _setting("string", "数据库 / Database", "数据库名。 / Name of the database."),
    "sqlalchemy_url": _setting(
        "string",
        "连接串 / Connection URL",
        "代替以上各项的连接串，形如 postgresql://user:password@host/database，"
        "密码中的特殊字符要编码，如 @ 写作 %40。 / Instead of all the above, for example "
        "postgresql://user:password@host/database; special characters of the password encoded, "
        "@ as %40.",
        secret=True,
    ),
    "default_target_schema": _setting(
        "string",
        "模式 / Schema",
        "表所在的模式。 / Schema that the tables stand in.",
        default="melty",
    ),
    "batch_size_rows": _setting(
        "integer",
        "批量行数 / Rows a batch",
        "每批最多写入的行数。 / Rows written at once, at most.",
        default=10_000,
    ),
    "batch_wait_limit_seconds": _setting(
        "integer",
        "批量等待秒数 / Seconds a batch waits",
        "最多等待多少秒就写入并传出状态。 / After how long what has arrived is written and "
        "the state passed on.",
        default=5,
    ),
    "add_record_metadata": _setting(
        "boolean",
        "添加元数据列 / Add metadata columns",
        "添加 _sdc_ 开头的列，如写入时间。 / Add columns that begin with _sdc_, such as the time "
        "of loading.",
        default=False,
    ),
    "activate_version": _setting(
        "boolean",
        "处理 ACTIVATE_VERSION / Process ACTIVATE_VERSION",
        "全量读取完成后清除已不存在的行；需要 add_record_metadata。 / Drop rows that are gone "
        "after a complete full-table read; needs add_record_metadata.",
        default=True,
    ),
    "hard_delete": _setting(
        "boolean",
        "物理删除 / Hard delete",
        "清除时真正删除，而不是打标记。 / Delete such rows instead of marking them.",
        default=False,
    ),
    "ssl_enable": _setting(
        "boolean",
        "启用 SSL / Use SSL",
        "用 SSL 连接数据库。 / Connect with SSL.",
        default=False,
    ),
    "ssl_mode": _setting(
        "string",
        "SSL 模式 / SSL mode",
        "SSL 校验方式，如 require、verify-full。 / How SSL is verified, for example require or "
        "verify-full.",
        default="verify-full",
    ),
    "ssl_certificate_authority": _setting(
        "string",
        "SSL 根证书 / SSL root certificate",
        "签发服务器证书的根证书：文件，或其内容。 / The root certificate that the server's is "
        "signed with: a file, or its content.",
        default="~/.postgresql/root.crt",
    ),
    "ssl_client_certificate_enable": _setting(
        "boolean",
        "使用客户端证书 / Use a client certificate",
        "用证书向数据库证明身份。 / Prove who connects with a certificate.",
        default=False,
    ),
    "ssl_client_certificate": _setting(
        "string",
        "客户端证书 / Client certificate",
        "客户端证书：文件，或其内容。 / The client's certificate: a file, or its content.",
        default="~/.postgresql/postgresql.crt",
    ),
    "ssl_client_private_key": _setting(
        "string",
        "客户端私钥 / Client private key",
        "客户端证书的私钥：文件，或其内容。 / The certificate's private key: a file, or its "
        "content.",
        default="~/.postgresql/postgresql.key",
        secret=True,
    ),
    "ssl_storage_directory": _setting(
        "string",
        "证书目录 / Directory of certificates",
        "证书以内容给出时存放的目录。 / Where certificates that were given as content are kept.",
        default=".secrets",
    ),
}

CONFIG_SCHEMA: Final[dict[str, Any]] = {"type": "object", "properties": PROPERTIES}
