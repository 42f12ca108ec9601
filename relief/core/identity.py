"""Public ids: UUIDv7 text, which sorts by the time it was made (RFC 9562, section 5.7)."""

import os
import threading
import time

_LOCK = threading.Lock()
_RANDOM_BITS = 62
_state = {"last": 0}


def new_id() -> str:
    """Return a new UUIDv7 as 36 characters of lower-case text.

    Within one process every id is greater than the one before, so entries written in one
    millisecond keep their order (law 1: ties are broken by entry id).
    """
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(8)) >> (64 - _RANDOM_BITS)
    with _LOCK:
        # 48 bits of time and the 12 bits beside the version count together as one ordered number.
        stamp = max(milliseconds << 12, _state["last"] + 1)
        _state["last"] = stamp
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | noise
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
