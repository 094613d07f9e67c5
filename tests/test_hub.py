"""The listing on Meltano Hub: current, by the Hub's rules, and what a user of it gets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import yaml

from hub.generate import LOGO, NAME, VARIANT, definition, files
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from collections.abc import Iterator

HUB = Path(__file__).parents[1] / "hub"
DEFINITION = HUB / f"_data/meltano/extractors/{NAME}/{VARIANT}.yml"
# What the Hub's schemas of extractors and of settings take.
KEYS = {
    *("name", "pip_url", "variant", "namespace", "label", "description", "executable", "settings"),
    *("docs", "repo", "logo_url", "hidden", "python", "settings_group_validation", "commands"),
    *("capabilities", "metadata", "schema", "select", "maintenance_status", "quality"),
    *("domain_url", "keywords", "requires", "definition", "next_steps", "settings_preamble"),
    *("usage", "prereq", "supported_python_versions", "log_parser"),
}
SETTING_KEYS = {
    *("name", "aliases", "label", "value", "placeholder", "kind", "description", "tooltip"),
    *("documentation", "env", "options", "docs", "hidden", "sensitive"),
}
KINDS = {
    *("password", "date_iso8601", "file", "email", "integer", "options", "object", "array"),
    *("boolean", "string", "decimal"),
}
CAPABILITIES = {
    *("properties", "catalog", "discover", "state", "about", "stream-maps", "schema-flattening"),
    *("activate-version", "batch", "test", "log-based", "structured-logging"),
}
CREDENTIALS = {"SID": "seller", "APP_KEY": "seller-ot", "APP_SECRET": "secret:salt"}


@pytest.mark.parametrize("path", files())
def test_a_file_of_the_listing_is_current(path: str) -> None:
    """`python hub/generate.py` makes them anew."""
    assert (HUB / path).read_text(encoding="utf-8") == files()[path]


def test_the_definition_is_as_the_hubs_schemas_ask() -> None:
    found = definition()
    assert found.keys() <= KEYS
    assert found["maintenance_status"] in {"active", "beta", "development", "inactive", "unknown"}
    assert found["quality"] in {"gold", "silver", "bronze", "unknown"}
    assert set(found["capabilities"]) <= CAPABILITIES
    assert all(re.fullmatch(r"3\.\d+", python) for python in found["supported_python_versions"])
    assert all(re.fullmatch(r"!?[\w*]+\.[\w*]+", pattern) for pattern in found["select"])
    for setting in found["settings"]:
        assert setting.keys() <= SETTING_KEYS, setting["name"]
        assert setting["kind"] in KINDS, setting["name"]


def test_the_definition_stands_where_the_hub_looks_and_under_its_maintainer() -> None:
    found = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))
    assert (found["name"], found["variant"]) == (DEFINITION.parent.name, DEFINITION.stem)
    assert found["variant"] == found["repo"].split("/")[-2].lower()
    assert yaml.safe_load(files()["_data/maintainers.yml"]).keys() == {found["variant"]}
    assert yaml.safe_load(files()["_data/default_variants.yml"]) == {
        "extractors": {found["name"]: found["variant"]}
    }
    assert f"/{LOGO}" == f"/static{found['logo_url']}"
    assert ET.parse(HUB / LOGO).getroot().tag.endswith("svg")  # noqa: S314


def test_reading_the_settings_again_from_about_changes_none() -> None:
    """The Hub does so for taps of the SDK: names with these parts are passwords to it."""
    about = TapWdtFlagship._get_about_info().settings
    settings = {setting["name"]: setting for setting in definition()["settings"]}
    assert settings.keys() == about["properties"].keys()
    for name, schema in about["properties"].items():
        kinds = set(schema["type"]) - {"null"}
        secret = any(part in name for part in ("password", "id", "token", "key", "secret"))
        if name in {"start_date", "end_date"}:
            kind = "date_iso8601"
        elif kinds == {"string"} and secret:
            kind = "password"
        elif kinds == {"string"} and "enum" in schema:
            kind = "options"
        else:
            kind = {"number": "integer"}.get(next(iter(kinds)), next(iter(kinds)))
        assert settings[name]["kind"] == kind, name
        assert settings[name].get("sensitive", False) == (kind == "password"), name
        assert settings[name].get("value") == schema.get("default"), name


def test_both_application_types_have_a_group_of_settings() -> None:
    both = {"sid", "app_key", "app_secret"}
    qimen = {"app_type", "qimen_app_key", "qimen_app_secret"}
    groups = [set(group) for group in definition()["settings_group_validation"]]
    assert groups == [both, both | qimen]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    """The Hub's interface on this machine, with the tap installed from this checkout."""
    listed = {**definition(), "pip_url": str(HUB.parent)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            path = f"/plugins/extractors/{NAME}--{VARIANT}"
            plugin = {"default_variant": VARIANT, "logo_url": listed["logo_url"]}
            index = {NAME: {**plugin, "variants": {VARIANT: {"ref": address + path}}}}
            answers = {"/plugins/extractors/index": index, path: listed}
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(self.path, {})).encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "meltano.yml").write_text(
            "default_environment: dev\nproject_id: p\nsend_anonymous_usage_stats: false\n"
            "environments:\n- name: dev\n",
            encoding="utf-8",
        )
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def meltano(folder: Path, *arguments: str, hub: str = "http://127.0.0.1:9") -> str:
    """What it prints in a project of its own."""
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv, "the tests are run by uv"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UV_LOCKED")}
    credentials = {f"TAP_WDT_FLAGSHIP_{name}": value for name, value in CREDENTIALS.items()}
    result = subprocess.run(
        [uv, "tool", "run", "meltano", *arguments],
        cwd=folder,
        env={**kept, **credentials, "MELTANO_HUB_API_ROOT": hub, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def selected(folder: Path, hub: str) -> set[str]:
    lines = meltano(folder, "select", NAME, "--list", hub=hub)
    return set(re.findall(r"^\s*\[(?:selected|automatic)\s*\] (\w+)\.", lines, re.MULTILINE))


def test_added_from_the_hub_it_selects_what_the_tap_does_by_default(
    hub: str, tmp_path: Path
) -> None:
    meltano(tmp_path, "add", NAME, hub=hub)
    streams = TapWdtFlagship(validate_config=False).streams
    expected = {name for name, stream in streams.items() if stream.selected_by_default}
    assert selected(tmp_path, hub) == expected
    assert "trade_logs" not in expected


def test_added_from_the_file_it_has_the_settings_and_takes_the_selection(tmp_path: Path) -> None:
    """Meltano leaves `select` out of what it adds `--from-ref`; the command gives it."""
    (tmp_path / "meltano.yml").write_text("project_id: p\n", encoding="utf-8")
    meltano(tmp_path, "add", NAME, "--no-install", "--from-ref", str(DEFINITION))
    select = definition()["select"]
    meltano(tmp_path, "config", "set", NAME, "_select", json.dumps(select))
    (plugin,) = yaml.safe_load((tmp_path / "meltano.yml").read_text())["plugins"]["extractors"]
    assert [setting["name"] for setting in plugin["settings"]] == [
        setting["name"] for setting in definition()["settings"]
    ]
    assert plugin["select"] == select
