"""`make demo`: plays the story; exit status 0 only if every outcome was as told."""

import os
import sys
import time

from .client import Refused, Unreachable
from .play import Play
from .stage import Unexpected


def main():
    """Play once against MED_URL (or 127.0.0.1:MED_PORT) and MED_DB."""
    base = os.environ.get("MED_URL") or f"http://127.0.0.1:{os.environ.get('MED_PORT', '8069')}"
    play = Play(base, os.environ.get("MED_DB", "med_demo"))
    start = time.monotonic()
    try:
        play.perform()
    except Unexpected as difference:
        return farewell(f"与预期不符:{difference}")
    except Refused as refusal:
        return farewell(f"与预期不符:被服务器拒绝({refusal.status}){refusal.message}")
    except Unreachable as problem:
        return farewell(f"无法演出:{problem}\n请先在另一个终端运行 make run(或设置 MED_URL、MED_DB)。")
    play.stage.line(f"用时 {time.monotonic() - start:.0f} 秒")
    return 0


def farewell(text):
    """Say why it ended early; the exit status."""
    sys.stdout.flush()
    sys.stderr.write(f"\n{text}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
