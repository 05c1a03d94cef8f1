"""A program that leaves cuts what is in hand, and waits for nobody."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def test_no_exchange_outlasts_the_time_to_leave() -> None:
    # In a process of its own: leaving is for ever.
    program = textwrap.dedent("""
        import socket, threading, time
        from datetime import timedelta
        from monitor.net import Deadline, hurry

        def wait_for_nothing():
            ours, theirs = socket.socketpair()
            with Deadline(timedelta(seconds=60)) as deadline:
                deadline.watch(ours)
                ours.recv(1)
                return deadline.is_over

        started = time.monotonic()
        threading.Timer(0.2, hurry, [timedelta(seconds=0.3)]).start()
        assert wait_for_nothing()
        first = time.monotonic() - started
        assert wait_for_nothing()
        assert first < 5 and time.monotonic() - started < 6, (first, time.monotonic() - started)
    """)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
