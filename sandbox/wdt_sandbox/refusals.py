"""Everything the gateways refuse, in the vendor's words."""

from __future__ import annotations

QUOTA = ("超过每分钟最大调用频率限制,请稍后重试", "超过每分钟最大调用频率限制，请稍后重试")
CONCURRENCY = ("超过每分钟最大并发次数限制,请稍后重试", "超过每分钟最大并发次数限制，请稍后重试")


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of this program
    """An answer with a status that is not 0."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message


class TopRefusal(Exception):  # noqa: N818
    """An answer of the Taobao Open Platform itself; the call never reached the ERP."""

    def __init__(self, code: int, msg: str, sub_code: str = "", sub_msg: str = "") -> None:
        super().__init__(f"{code} {msg} {sub_code}")
        self.code = code
        self.msg = msg
        self.sub_code = sub_code
        self.sub_msg = sub_msg


def application(message: str) -> Refusal:
    """The status of nearly every refusal; the message tells them apart."""
    return Refusal(100, message)


def unknown_sid() -> Refusal:
    """No such seller account."""
    return Refusal(1, "sid is not found")


def unknown_app() -> Refusal:
    """No such interface account."""
    return Refusal(1, "app auth fail")


def not_verified() -> Refusal:
    """Salt or signature is wrong."""
    return Refusal(1, "验证失败")


def bad_arguments() -> Refusal:
    """The body is not what the gateway can read."""
    return Refusal(1, "invalid argument count")


def bad_type() -> Refusal:
    """A parameter has the wrong type."""
    return Refusal(1, "argument type mismatch")


def bad_number(text: str) -> Refusal:
    """A number is none."""
    return Refusal(1, f'For input string: "{text}"')


def unknown_parameter(name: str) -> Refusal:
    """A parameter the interface does not know."""
    return Refusal(2, name)


def bad_clock() -> Refusal:
    """The timestamp is too far from the gateway's clock."""
    return Refusal(7, "时间戳错误")


def bad_version() -> Refusal:
    """Not the version of the protocol."""
    return Refusal(8, "版本错误")


def unknown_method(method: str) -> Refusal:
    """No such interface."""
    return application(f"接口不存在: {method}")


def denied() -> Refusal:
    """The application has no right to the interface."""
    return application("权限不足")


def qimen_only(method: str) -> Refusal:
    """The direct gateway does not serve the interface."""
    return application(f"The API used internal only: {method}")


def unpaged(method: str) -> Refusal:
    """Paging is mandatory."""
    return application(f"此方法仅支持分页查询：{method}")


def no_range() -> Refusal:
    """The range is missing."""
    return application("参数中必须包含起止时间")


def missing(name: str) -> Refusal:
    """A required parameter is missing."""
    return application(f"{name}不能为空")


def too_large(name: str, limit: int) -> Refusal:
    """A number above its maximum; the vendor leaves no space after the name."""
    return application(f"{name}must be less than or equal to {limit}")


def too_small(name: str, limit: int) -> Refusal:
    """A number below its minimum."""
    return application(f"{name}must be greater than or equal to {limit}")


def not_numbers() -> Refusal:
    """A list of states that is none."""
    return application("状态应该是由逗号分隔开的整数数组")


def not_codes() -> Refusal:
    """The same, in other words."""
    return application("状态参数格式不正确，请用以逗号隔开的整数字符串为参数")


def no_warehouse() -> Refusal:
    """No such warehouse."""
    return application("仓库不存在")


def no_virtual_warehouse(no: str) -> Refusal:
    """No such virtual warehouse."""
    return application(f"虚拟仓不存在或已停用:{no}")


def bad_date(text: str) -> Refusal:
    """A time in another form."""
    return application(f"Unparseable date: {text}")


def too_wide(minutes: int) -> Refusal:
    """The range is wider than the interface allows."""
    days, rest = divmod(minutes, 24 * 60)
    limit = f"{minutes}分钟" if rest or minutes == 0 else f"{days}天"
    return application(f"您的查询时间过宽,查询时间不能大于{limit}")
