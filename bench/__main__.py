"""`python -m bench`: every figure on SQLite and, where a server accepts us, on PostgreSQL; one JSON object a line."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Measure in a process for each database; return 1 if one of them broke off, whether or not targets hold."""
    # In the project's folder: a temporary one may lie in memory, where committing costs nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        broken = _measure(f"sqlite:///{folder}/bench.sqlite3")
    if url := _postgresql():
        broken |= _measure(url)
    else:
        print("Left out: PostgreSQL, as there is no server that the tests would find.", file=sys.stderr)
    return broken


def _measure(url: str) -> int:
    environment = os.environ | {"BENCH_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    return int(subprocess.run([sys.executable, "-m", "bench.figures"], cwd=ROOT, env=environment).returncode != 0)


def _postgresql() -> str:
    return subprocess.run([ROOT / ".ci/find_postgres"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
