"""What a call waits for is known to other processes, and only while it waits."""

import asyncio
import os
import subprocess
import sys
import time

from config import locations
from llm.waiting import OLD_SECONDS, awaited, waiting_for

ROOT = "http://127.0.0.1:1234"
CHILD = f"""
import asyncio
from llm.waiting import waiting_for
async def wait():
    async with waiting_for({ROOT!r}, "large"):
        print("waits", flush=True)
        await asyncio.sleep(60)
asyncio.run(wait())
"""


def test_another_process_is_heard_until_it_is_gone():
    with subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "waits\n"
        assert (awaited(ROOT), awaited("http://127.0.0.1:9")) == ({"large": 1}, {})
        child.kill()
    [note] = locations.waiting_dir().iterdir()
    long_ago = time.time() - OLD_SECONDS - 1
    os.utime(note, (long_ago, long_ago))
    assert awaited(ROOT) == {}
    assert not note.exists()


def test_calls_are_counted_and_what_is_no_note_is_passed_over(monkeypatch):
    monkeypatch.setattr("llm.waiting.BEAT_SECONDS", 0.01)

    async def work():
        async with waiting_for(ROOT, "large"), waiting_for(ROOT, "large"), waiting_for(ROOT, "small"):
            await asyncio.sleep(0.05)
            return awaited(ROOT)

    for name, words in (("broken", "{"), ("list", "[]"), ("other", '{"root": 1}')):
        (locations.waiting_dir() / f"{name}.json").write_text(words, encoding="utf-8")
    assert asyncio.run(work()) == {"large": 2, "small": 1}
    assert awaited(ROOT) == {}
