"""Who presses: the person of an open page as she is at the press, since her role may change while the page is open."""

from collections.abc import Callable

from nicegui import ui

from actions.who import Who


def presser() -> Callable[[], Who]:
    """Asked while the page is made; the answer tells, at each press, who presses and in which role."""
    storage = ui.context.client.storage

    def who() -> Who:
        # The gate has looked the person up anew before it let the press through.
        return Who(storage['user'].name, storage['user'].role, storage['user'].member)

    return who
