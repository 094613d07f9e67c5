"""What the set-up writes is what was answered, whatever is in it."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import dotenv
import psycopg
import pytest

from tap_wdt_flagship import env_file
from tap_wdt_flagship.setup.database import URLS, _address, known_parts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("host", ["db.example", "::1", "/run/postgres"])
def test_an_address_holds_its_parts_whatever_is_in_them(host: str) -> None:
    parts = {
        "db_host": host,
        "db_port": "5433",
        "db_name": "库 1",
        "db_user": "u@r",
        "db_password": "p@:/#%?[]&='\"\\$",
    }
    address = _address(parts)
    assert known_parts({URLS[1]: address}) == {"database": "postgres", **parts}
    understood = psycopg.conninfo.conninfo_to_dict(address.replace("+psycopg", ""))
    assert understood["password"] == parts["db_password"]
    assert (understood["host"], understood["port"]) == (host, "5433")


def test_an_address_that_cannot_be_read_is_not_known() -> None:
    assert known_parts({URLS[0]: "postgresql://a:b@c@d/e"}) == {}


def test_lines_are_changed_and_taken_out_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# 甲\nA=1\n\nexport B='2 3' # 乙\nC=4", encoding="utf-8")
    file.chmod(0o644)
    env_file.write(file, {"A": "'\"#$x y\\", "C": None, "D": "五", "E": None})
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# 甲\nA=")
    assert "\n\nexport B='2 3' # 乙\n" in text
    assert dotenv.dotenv_values(file) == {"A": "'\"#$x y\\", "B": "2 3", "D": "五"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
