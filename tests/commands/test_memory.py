"""A process asked to keep one heap keeps one, however many threads it has."""

import platform
import subprocess
import sys

import pytest

COUNTED = """
import ctypes, sys, threading
from relief.serving import keep_one_heap
took = keep_one_heap() if sys.argv[1] == "one" else True
def work(together=threading.Barrier(8)):
    together.wait()
    held = [bytes(1000) for _ in range(1000)]
    together.wait()
    return held
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, told)
libc.fclose(told)
sys.exit(not took)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone has heaps a thread")
@pytest.mark.parametrize("asked", ["one", "as it comes"])
def test_threads_share_one_heap(tmp_path, asked: str) -> None:
    told = tmp_path / "heaps.xml"
    run = [sys.executable, "-c", COUNTED, asked, str(told)]
    subprocess.run(run, check=True)
    heaps = told.read_text().count("<heap nr=")
    assert heaps == 1 if asked == "one" else heaps > 1
