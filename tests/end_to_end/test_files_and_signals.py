"""What surrounds a run: files in every encoding, the environment, a full disk, signals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.helpers.catalogs import catalog_of
from tests.helpers.running import parse_messages, quick

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox

# Not UTF-8, on machines with and without Chinese locales.
OTHER_LOCALES = [
    {"LC_ALL": "zh_CN.GBK", "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
]
READ = {"trades": {"replication_key_value": "2026-06-18T04:00:00+00:00"}}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_files_are_read_in_the_encodings_that_editors_save(
    tap: Tap, sandbox: Sandbox, tmp_path: Path, encoding: str
) -> None:
    config = quick(sandbox)
    files = {"config": config, "catalog": catalog_of(config, ("trades",)), "state": _state()}
    arguments: list[str] = []
    for name, content in files.items():
        file = tmp_path / f"{name}.{encoding}"
        file.write_text(json.dumps(content, ensure_ascii=False), encoding=encoding)
        arguments += (f"--{name}", str(file))
    run = tap.run({}, arguments=tuple(arguments))
    assert run.exit_code == 0, run.log
    assert run.records["trades"]
    assert _first_window(sandbox) >= "2026-06-18 11:00:00"


def _first_window(sandbox: Sandbox) -> str:
    asked = [entry["params"] for entry in sandbox.stats()["journal"] if "params" in entry]
    return min(str(params["start_time"]) for params in asked)


def _state() -> dict[str, Any]:
    return {"bookmarks": READ}


def test_another_encoding_is_named(tap: Tap, tmp_path: Path) -> None:
    file = tmp_path / "gbk.json"
    file.write_text('{"sid": "旗舰店"}', encoding="gbk")
    run = tap.raw({}, arguments=("--config", str(file)))
    assert run.exit_code == 2
    assert "UTF-8" in run.log
    assert "Traceback" not in run.log


@pytest.mark.parametrize("env", OTHER_LOCALES)
def test_a_catalog_with_chinese_goes_round_under_any_locale(
    tap: Tap, sandbox: Sandbox, tmp_path: Path, env: dict[str, str]
) -> None:
    discovered = tap.raw({}, arguments=("--discover",), env=env)
    assert discovered.exit_code == 0, discovered.log
    catalog = json.loads(discovered.output)
    for entry in catalog["streams"]:
        entry["metadata"] = [
            {"breadcrumb": [], "metadata": {"selected": entry["stream"] == "shops"}}
        ]
    file = tmp_path / "chinese.json"
    file.write_text(json.dumps(catalog, ensure_ascii=False), encoding="utf-8")
    run = tap.run(quick(sandbox), arguments=("--catalog", str(file)), env=env)
    assert run.exit_code == 0, run.log
    assert run.records["shops"]


@pytest.mark.parametrize("inner", [{"bookmarks": READ}, None])
def test_the_state_as_meltano_gives_it_is_unwrapped(
    tap: Tap, sandbox: Sandbox, inner: dict[str, Any] | None
) -> None:
    run = tap.run(quick(sandbox), streams=("trades",), state={"singer_state": inner})
    assert run.exit_code == 0, run.log
    assert (_first_window(sandbox) >= "2026-06-18") == bool(inner)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", ""),
        ("page_size", "50.0"),
        ("stream_options", "{bad"),
        ("stream_maps", "{bad"),
    ],
)
@pytest.mark.parametrize("also", [(), ("--test",)])
def test_a_setting_in_the_environment_that_cannot_be_read_is_named(
    tap: Tap, name: str, value: str, also: tuple[str, ...]
) -> None:
    env = {f"TAP_WDT_FLAGSHIP_{name.upper()}": value}
    run = tap.raw({}, arguments=("--config", "ENV", *also), env=env)
    assert run.exit_code == 1
    assert f"设置 {name}" in run.log
    assert f"setting {name}" in run.log
    assert "Traceback" not in run.log


@pytest.mark.parametrize("output", [">/dev/full", ">&-"])
@pytest.mark.parametrize("also", ["", "--discover"])
def test_output_that_cannot_be_written_is_told(
    tap: Tap, sandbox: Sandbox, output: str, also: str
) -> None:
    command = tap.command(quick(sandbox), streams=("shops",))
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {also} {output}', "sh", *command],
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    log = done.stderr.decode()
    assert done.returncode == 1, log
    assert "标准输出" in log
    assert "standard output" in log
    assert "Traceback" not in log
    assert "Exception ignored" not in log


def test_two_runs_in_meltanos_folder_are_told_before_they_call(
    tap: Tap, sandbox: Sandbox, tmp_path: Path
) -> None:
    """As `meltano run` with two state ids leaves it, of which Meltano gives one's files to both."""
    own, other = (tmp_path / f"tap.{UUID(int=number)}.config.json" for number in (1, 2))
    for file in (own, other):
        file.write_text(json.dumps(quick(sandbox)))
    run = tap.raw({}, arguments=("--config", str(own)))
    assert run.exit_code == 1
    assert not run.output
    assert not sandbox.stats()["interfaces"]
    assert "几乎同时开始" in run.log
    assert "began at about the same time" in run.log
    assert "--inherit-from" in run.log
    assert "Traceback" not in run.log


def test_a_file_that_vanished_is_told(tap: Tap, sandbox: Sandbox, tmp_path: Path) -> None:
    missing = str(tmp_path / "state.json")
    run = tap.raw(quick(sandbox), arguments=("--state", missing))
    assert run.exit_code == 2
    assert missing in run.log
    assert "另一次运行" in run.log
    assert "another run" in run.log


@pytest.mark.skipif(sys.platform == "win32", reason="has no hangup")
def test_a_terminal_that_closes_ends_the_run_with_its_state(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, page_size=10, requests_per_minute=300)
    command = tap.command(config, streams=("trades",))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        head = b""
        while b'"type":"STATE"' not in head:
            head += running.stdout.readline()
        running.send_signal(signal.SIGHUP)
        rest, log = running.communicate(timeout=60)
    assert running.returncode == 128 + signal.SIGHUP, log.decode()
    assert "进度已保存" in log.decode()
    last = parse_messages(head + rest)[-1]
    assert last["type"] == "STATE"
    assert last["value"]["bookmarks"]["trades"]
