#!/usr/bin/env python
"""Run administrative tasks."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overenskommelse.settings")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads (head, less) has had enough: end as any program that writes to a closed pipe.
        os._exit(128 + signal.SIGPIPE)
