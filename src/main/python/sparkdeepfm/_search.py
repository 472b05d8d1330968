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
    own = frames.pop(threading.get_ident(), None)
    return _is_in(own, "singleTrain") and not any(_is_in(f, "_fit") for f in frames.values())


def _is_in(frame: FrameType | None, function: str) -> bool:
    while frame is not None:
        code = frame.f_code
        if code.co_name == function and code.co_filename.endswith(_TUNING):
            return True
        frame = frame.f_back
    return False
