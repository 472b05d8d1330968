"""Whether a search that a fit belongs to has been left."""

import os
import sys
import threading
from types import FrameType

_TUNING = os.path.join("pyspark", "ml", "tuning.py")


def is_abandoned() -> bool:
    """Whether this thread fits or evaluates for a CrossValidator or TrainValidationSplit that no
    thread is in any more.

    These have a pool of threads do the fits and wait for it. Who interrupts them ends the waiting
    alone; the pool goes on with all that is left to fit, and nothing tells it.
    """
    frames = sys._current_frames()
    if not _functions(frames.get(threading.get_ident())):
        return False
    return not any("_fit" in _functions(frame) for frame in frames.values())


def _functions(frame: FrameType | None) -> set[str]:
    """Names of the functions of searches that are under way below a frame."""
    names = set()
    while frame is not None:
        if frame.f_code.co_filename.endswith(_TUNING):
            names.add(frame.f_code.co_name)
        frame = frame.f_back
    return names
