"""The end of a process whose background threads are still in native code. Main thread."""

import atexit
import contextlib
import os
import sys
import threading


def end_beside_threads(status: int) -> None:
    """End the process at once when only daemon threads are left beside this one; else return.

    Such a thread may be loading a model or playing a sound. At an ordinary end Python is taken down, and then the C++
    objects of every library are destroyed, while that thread goes on using them: now and then a segmentation fault.
    What was registered for the end is done before; worker processes are ended by that.
    """
    others = [thread for thread in threading.enumerate() if thread is not threading.current_thread()]
    if not others or not all(thread.daemon for thread in others):
        return
    # The names are private, and the only ones that there are; the multiprocessing module is ended by them, too.
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        # Started without a terminal there is no stream, and its reader may have gone.
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(status)
