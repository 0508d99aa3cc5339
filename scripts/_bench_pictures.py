"""How long a picture for sharing takes: drawn, and asked for again. Run by `scripts/bench pictures` in the project's environment."""

from __future__ import annotations

import statistics
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.web.public.sharing.picture import MOST, Picture, draw, png  # noqa: E402

ASKED_AGAIN = 20_000


def pictures() -> list[Picture]:
    """One for each petition of the demonstration."""
    titles = [tomllib.loads(path.read_text("utf-8"))["title"] for path in sorted((ROOT / "app/demo/petitions").glob("*.toml"))]
    words = ("人附議，門檻5,000人", "附議到2026年4月21日截止")
    return [
        Picture("共議國民提議平臺", "附議中", title, "P-2026-0001", "4,800+", *words, no * 6 % 501, True) for no, title in enumerate(titles)
    ]


def main() -> None:
    shown = pictures()[:MOST]
    draw(shown[0])
    times, sizes = [], []
    for picture in shown:
        before = time.thread_time()
        sizes.append(len(draw(picture)))
        times.append((time.thread_time() - before) * 1000)
    for picture in shown:
        png(picture)
    before = time.thread_time()
    for no in range(ASKED_AGAIN):
        png(shown[no % len(shown)])
    again = (time.thread_time() - before) / ASKED_AGAIN * 1e6
    print(f"{len(shown)} pictures drawn: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms of one core")
    kilobytes = [size / 1024 for size in sizes]
    print(f"size: median {statistics.median(kilobytes):.0f} KB, largest {max(kilobytes):.0f} KB; all kept: {sum(kilobytes) / 1024:.1f} MB")
    print(f"asked for again {ASKED_AGAIN:,} times: {again:.1f} µs each")


if __name__ == "__main__":
    main()
