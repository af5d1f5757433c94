"""The bench in a process of its own leaves nothing behind, and measures what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

SHORT = "import bench.measure as m; m.ROUNDS = m.WARM_UP = m.IN_A_ROW = 1; import bench.figures; bench.figures.main()"


def test_every_figure_comes_with_its_target_and_the_database_goes_away(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "BENCH_DATABASE_URL": f"sqlite:///{tmp_path}/bench.sqlite3",
    }

    ran = subprocess.run(
        [sys.executable, "-c", SHORT], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert ran.returncode == 0, ran.stderr
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["name"].removesuffix(", SQLite") for line in told] == [
        "Today, 50 clients, beside a bare view",
        "Today, 50 clients, beside the admin's list, same-facts",
        "Today, 50 clients, beside the admin's list, own-columns",
        "Timeline of 500 sessions, whole",
        "Timeline of 500 sessions, latest window",
        "Save a session with two moments, service",
        "Save a session with two moments, page",
    ]
    assert all(isinstance(line["holds"], bool) and line["ratio"] > 0 for line in told)
    assert list(tmp_path.iterdir()) == []
