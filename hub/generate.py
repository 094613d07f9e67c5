"""Writes the listing on Meltano Hub, from `--about` and meltano.yml: `python hub/generate.py`.

The Hub reads the settings of SDK taps again from `--about` now and then and by its own rules; what
is written here follows them, so that nothing changes for users when it does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml
from singer_sdk.about import AboutInfo  # noqa: TC002

from tap_wdt_flagship.tap import TapWdtFlagship

ROOT = Path(__file__).parents[1]
NAME = VARIANT = "tap-wdt-flagship"
REPOSITORY = f"https://github.com/{VARIANT}/{NAME}"
LOGO = "static/assets/logos/extractors/wdt-flagship.svg"
# Parts of names that the Hub takes for those of secrets.
SECRET_NAMES = ("password", "id", "token", "key", "secret")
USAGE = f"""\
## 权限与配额 / Rights and quota

`meltano invoke {NAME}:check` 列出应用可用的报表，以及申请其余报表的办法。
It lists the reports that the application may use, and how to get the others.

每一张表、每一列的说明 / every table and column: [streams.md]({REPOSITORY}/blob/main/docs/streams.md)
"""
PREAMBLE = """\
旺店通自定义应用填 sid、app_key、app_secret；奇门自定义应用另填 app_type（qimen）、qimen_app_key、qimen_app_secret。
A WDT custom application needs sid, app_key and app_secret; a Qimen custom application also app_type
(qimen), qimen_app_key and qimen_app_secret.
"""


def files() -> dict[str, str]:
    """The texts of the listing by path in the Hub's repository; the logo stands there by hand."""
    variants = {"extractors": {NAME: VARIANT}}
    maintainers = {
        VARIANT: {"label": NAME, "name": VARIANT, "url": f"https://github.com/{VARIANT}"}
    }
    return {
        f"_data/meltano/extractors/{NAME}/{VARIANT}.yml": _text(definition()),
        "_data/default_variants.yml": _text(variants),
        "_data/maintainers.yml": _text(maintainers),
    }


def definition() -> dict[str, Any]:
    """What `meltano add tap-wdt-flagship` writes into a project, and the page of the tap."""
    about = TapWdtFlagship._get_about_info()  # noqa: SLF001
    plugin = _plugin()
    return {
        "name": NAME,
        "namespace": plugin["namespace"],
        "variant": VARIANT,
        "label": "WDT Flagship (旺店通旗舰版)",
        "description": "ERP of Chinese e-commerce sellers: every report, complete, exact and "
        "incremental. 旺店通旗舰版 ERP：全部报表，完整、精确、增量同步。",
        "pip_url": NAME,
        "executable": plugin["executable"],
        "repo": REPOSITORY,
        "docs": f"{REPOSITORY}/blob/main/README.md",
        "domain_url": "https://www.wangdian.cn/",
        "logo_url": LOGO.removeprefix("static"),
        "keywords": ["meltano_sdk", "api", "erp", "e-commerce", "wdt", "旺店通", "奇门"],
        "maintenance_status": "active",
        "quality": "silver",
        "log_parser": "singer-sdk",
        "capabilities": sorted(capability.value for capability in about.capabilities),
        "supported_python_versions": about.supported_python_versions,
        "settings": sorted(_settings(plugin), key=lambda setting: str(setting["name"])),
        "settings_group_validation": _groups(about),
        "settings_preamble": PREAMBLE,
        "usage": USAGE,
        "select": plugin["select"],
        "commands": {"check": plugin["commands"]["check"]},
    }


def _plugin() -> dict[str, Any]:
    project = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    (found,) = (plugin for plugin in project["plugins"]["extractors"] if plugin["name"] == NAME)
    return dict(found)


def _settings(plugin: dict[str, Any]) -> list[dict[str, Any]]:
    settings: list[dict[str, Any]] = plugin["settings"]
    return [
        {**setting, "kind": "password", "sensitive": True}
        if setting["kind"] == "string" and any(part in setting["name"] for part in SECRET_NAMES)
        else setting
        for setting in settings
    ]


def _groups(about: AboutInfo) -> list[list[str]]:
    required = about.settings["required"]
    dependent = about.settings["dependentRequired"].items()
    return [sorted(required), *(sorted([name, *needed]) for name, needed in dependent)]


def _text(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, allow_unicode=True, width=10**6)


def main() -> None:
    """Write the files; the folder is the first argument, or `hub`."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "hub")
    for path, text in files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
