"""What drivers say, in words that show no piece of an address."""

from __future__ import annotations

import pytest

from tap_wdt_flagship.databases import cause_of


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("(1044, \"Access denied for user 'mallory'@'%' to database 'wdt_staging'\")", "_staging"),
        ("(1045, \"Access denied for user 'mallory'@'%' (using password: YES)\")", "用户名或密码"),
        ('could not translate host name "sesame" to address', "主机名"),
        ("sesame", "数据库报错：ValueError"),
    ],
)
def test_causes(said: str, told: str) -> None:
    zh, en = cause_of(ValueError(said))
    assert told in zh
    assert not {"mallory", "sesame"} & {*zh.split(), *en.split()}
