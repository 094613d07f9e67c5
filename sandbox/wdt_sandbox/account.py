"""The one account the sandbox knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Account:
    """Credentials; worthless anywhere else."""

    sid: str = "sandbox"
    app_key: str = "sandbox-api"
    secret: str = "6f1d0c53b2f84e27"  # noqa: S105 - a secret of nothing
    salt: str = "c9a4"
    qimen_app_key: str = "33400001"
    qimen_app_secret: str = "3e8b7a1fd05c4962"  # noqa: S105
    target_app_key: str = "21363512"

    def config(self, url: str, app_type: str) -> dict[str, Any]:
        """Settings that point a tap at the sandbox."""
        return {
            "app_type": app_type,
            "sid": self.sid,
            "app_key": self.app_key,
            "app_secret": f"{self.secret}:{self.salt}",
            "qimen_app_key": self.qimen_app_key,
            "qimen_app_secret": self.qimen_app_secret,
            "qimen_target_app_key": self.target_app_key,
            "api_url": f"{url}/openapi",
            "qimen_api_url": f"{url}/router/qm",
        }
