"""`meltano.yml` says of the settings what the tap says of them."""

from __future__ import annotations

import re
from copy import deepcopy
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.schemas import READ_AT
from tap_wdt_flagship.tap import TapWdtFlagship
from target_pgcopy.config_schema import PROPERTIES
from target_pgcopy.target import TargetPgcopy

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
PLUGINS: dict[str, dict[str, Any]] = {
    plugin["name"]: plugin for plugins in PROJECT["plugins"].values() for plugin in plugins
}
TAP = PLUGINS["tap-wdt-flagship"]
SETTINGS: dict[str, dict[str, Any]] = {setting["name"]: setting for setting in TAP["settings"]}
KINDS = {
    "string": "string",
    "integer": "integer",
    "number": "integer",  # Meltano's own kind for decimals cannot be printed
    "boolean": "boolean",
    "object": "object",
    "array": "array",
}
CHINESE = re.compile("[\u4e00-\u9fff]")
PROPER_NAMES = {"PostgreSQL", "JSON Lines"}


def full_schema() -> dict[str, Any]:
    """The tap's schema with what the SDK adds to it."""
    schema = deepcopy(TapWdtFlagship.config_jsonschema)
    TapWdtFlagship.append_builtin_config(schema)
    return schema


def kind_of(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "options"
    if schema.get("format") == "date-time":
        return "date_iso8601"
    (kind,) = set(schema["type"]) - {"null"}
    return KINDS[kind]


def chinese_first(text: str) -> bool:
    chinese, _, english = text.partition(" / ")
    return bool(CHINESE.search(chinese) and english and not CHINESE.search(english))


def test_settings_are_the_taps() -> None:
    assert list(SETTINGS) == list(full_schema()["properties"])


def test_what_is_selected_is_what_the_tap_selects_by_default() -> None:
    """Meltano takes `*.*` for everything, whatever the catalog calls its default."""
    selecting = [pattern for pattern in TAP["select"] if pattern[0] != "!"]
    excluding = [pattern[1:] for pattern in TAP["select"] if pattern[0] == "!"]
    for name, stream in TapWdtFlagship(validate_config=False).streams.items():
        column = f"{name}.{READ_AT}"
        selected = any(fnmatch(column, pattern) for pattern in selecting) and not any(
            fnmatch(column, pattern) for pattern in excluding
        )
        assert selected == stream.selected_by_default, name
        assert stream.metadata.root.selected_by_default == stream.selected_by_default, name


@pytest.mark.parametrize("name", SETTINGS)
def test_setting_is_as_in_the_schema(name: str) -> None:
    schema, setting = full_schema()["properties"][name], SETTINGS[name]
    assert setting["kind"] == kind_of(schema)
    assert setting.get("value") == schema.get("default")
    assert setting.get("sensitive", False) == schema.get("secret", False)
    assert [option["value"] for option in setting.get("options", [])] == schema.get("enum", [])


@pytest.mark.parametrize("name", CONFIG_SCHEMA["properties"])
def test_setting_is_described_as_in_the_schema(name: str) -> None:
    schema, setting = CONFIG_SCHEMA["properties"][name], SETTINGS[name]
    assert (setting["label"], setting["description"]) == (schema["title"], schema["description"])


@pytest.mark.parametrize("plugin", PLUGINS)
def test_texts_are_chinese_first_then_english(plugin: str) -> None:
    texts = [PLUGINS[plugin]["label"]]
    for setting in PLUGINS[plugin].get("settings", []):
        texts += [setting["label"], setting["description"]]
        texts += [option["label"] for option in setting.get("options", [])]
    texts += [command["description"] for command in PLUGINS[plugin].get("commands", {}).values()]
    assert [text for text in texts if text not in PROPER_NAMES and not chinese_first(text)] == []


def test_capabilities_are_the_taps() -> None:
    assert set(TAP["capabilities"]) == {c.value for c in TapWdtFlagship.capabilities}


def test_groups_name_what_each_application_type_needs() -> None:
    required = {"app_type", *full_schema()["required"]}
    qimen = {name for name in SETTINGS if name in {"qimen_app_key", "qimen_app_secret"}}
    groups = [set(group) for group in TAP["settings_group_validation"]]
    assert groups == [required, required | qimen]


def test_settings_of_the_fast_loader_are_its_own() -> None:
    loader = PLUGINS["target-postgres-fast"]
    settings = {setting.pop("name"): setting for setting in deepcopy(loader["settings"])}
    assert settings.pop("default_target_schema")["value"] == "wdt"
    expected = {
        name: {
            "kind": kind_of(schema),
            "value": schema.get("default"),
            "label": schema["title"],
            "description": schema["description"],
            "sensitive": schema.get("secret"),
        }
        for name, schema in PROPERTIES.items()
        if name != "default_target_schema"
    }
    assert settings == {
        name: {key: value for key, value in setting.items() if value is not None}
        for name, setting in expected.items()
    }
    assert set(loader["capabilities"]) == {c.value for c in TargetPgcopy.capabilities}


def test_a_merchant_changes_loaders_without_other_settings() -> None:
    fast, stock = (
        {setting["name"] for setting in PLUGINS[name]["settings"]}
        for name in ("target-postgres-fast", "target-postgres")
    )
    ways_of_writing = {"use_copy", "validate_records", "sanitize_null_text_characters"}
    assert stock - fast == ways_of_writing


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("tap-wdt-flagship", "tap-wdt-flagship-demo"),
        ("target-postgres-fast", "target-postgres-demo"),
    ],
)
def test_the_demo_runs_the_same_packages_apart_from_the_users_settings(of: str, name: str) -> None:
    plugin, demo = PLUGINS[of], PLUGINS[name]
    assert (demo["pip_url"], demo["executable"]) == (plugin["pip_url"], plugin["executable"])
    assert demo["namespace"] != plugin["namespace"]
    assert "inherit_from" not in demo
    settings = {setting["name"] for setting in plugin["settings"]}
    assert set(demo["config"]) <= settings
