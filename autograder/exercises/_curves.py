"""Schedules are checked on whole curves: one call for every step."""

from autograder.core.exercise import case


def curve(steps, **settings):
    """One case for every step of a schedule with the given settings."""
    return [case(step=step, **settings) for step in steps]


def drawing(steps, **settings):
    """A way to draw a schedule: its rate at every step."""

    def draw(schedule):
        for step in range(steps):
            yield schedule(step, **settings)

    return draw
