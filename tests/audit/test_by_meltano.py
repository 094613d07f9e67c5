"""Under Meltano the settings come from the extractor, and the state from Meltano."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MELTANO = """\
#!{python}
import json, sys
with open({log!r}, "a") as log:
    print(json.dumps(sys.argv[1:]), file=log)
if sys.argv[1] == "state":
    print({states!r}[sys.argv[3]])
else:
    at = sys.argv.index("--state") + 1 if "--state" in sys.argv else 0
    print(open(sys.argv[at]).read() if at else "no state")
    sys.exit(1)
"""


STATE = '{"singer_state": {"bookmarks": {}}}'


@pytest.mark.parametrize(
    ("of_b", "of_c", "state"),
    [(STATE, "{}", STATE), ("{}", STATE, STATE), ("", STATE, STATE), ("{}", "", "no state")],
)
def test_the_extractors_command_is_invoked_with_its_state(
    tmp_path: Path, of_b: str, of_c: str, state: str
) -> None:
    link = tmp_path / "run" / "bin"
    link.parent.mkdir()
    log = str(tmp_path / "log")
    states = {"prod:tap-b-to-target-b": of_b, "prod:tap-b-to-target-c": of_c}
    link.write_text(MELTANO.format(python=sys.executable, log=log, states=states))
    link.chmod(0o755)
    command = "from tap_wdt_flagship.audit.command import main; main()"
    arguments = ["--meltano", "tap-b", "target-b,target-c", "--days", "3"]
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={"MELTANO_SYS_DIR_ROOT": str(tmp_path), "MELTANO_ENVIRONMENT": "prod", "PATH": ""},
    )
    assert done.returncode == 1, done.stderr
    with open(log) as calls:  # noqa: PTH123
        *asked, invoked = (json.loads(line) for line in calls)
    assert [call[:2] for call in asked] == [["state", "get"]] * len(asked)
    assert [call[2] for call in asked] == [*states][: len(asked)]
    assert invoked[:4] == ["invoke", "tap-b:audit", "--days", "3"]
    assert done.stdout.strip() == state
