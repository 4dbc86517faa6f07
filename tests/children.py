"""Processes of the tests that can be killed, made by a server of their own that knows no thread of ours.

    process = children('tests.kill_works').Process(target=..., args=(...))

The server keeps the environment in which the first of them was started; what a test set for itself (the address of a
journal in PostgreSQL) must not be in it, or the books of later tests would be kept there too.
"""

import multiprocessing
import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

from sheets.databases import ADDRESS


def children(preload: str) -> ForkServerContext:
    """Where such processes come from, with a module that they need read before they begin."""
    context = multiprocessing.get_context('forkserver')
    context.set_forkserver_preload([preload])
    address = os.environ.pop(ADDRESS, None)
    try:
        forkserver.ensure_running()
    finally:
        if address is not None:
            os.environ[ADDRESS] = address
    return context
