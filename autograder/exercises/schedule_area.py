"""How far SGD can travel under a schedule: the sum of its rates."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.core.subject import Refused
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, whole


def schedule_area(schedule, steps):
    return sum(schedule(t) for t in range(steps))


def _schedule(rng, steps):
    base, k, wave = between(rng, 0.2, 2.0), between(rng, 0.1, 0.6), between(rng, 0.01, 0.05)

    def callbacks():
        def schedule(step):
            number = float(step)
            if number != int(number):
                raise Refused(f"schedule(step) needs a whole step, got {number:g}")
            return base / (1 + k * number) + wave * (number % 3) + 0.01 * number**2

        return {"schedule": schedule}

    return case(callbacks=callbacks, steps=steps)


def _areas(rng):
    return [_schedule(rng, steps) for steps in (4, whole(rng, 6, 9), whole(rng, 12, 20), 1)]


wrong = wrong_versions(schedule_area)
RETURN = "return sum(schedule(t) for t in range(steps))"

EXERCISE = Exercise(
    id="schedule_area",
    notebook="05_schedules_1",
    points=3,
    reference=schedule_area,
    results=(Part("the area"),),
    properties=(
        Property(
            "sum",
            "all rates from step 0 to step `steps - 1` are added",
            3,
            _areas,
            "For steps = 3: which three rates are added?",
        ),
    ),
    misconceptions=(
        wrong(
            "counted-from-one",
            "At which step does a schedule of this course begin?",
            ("range(steps)", "range(1, steps + 1)"),
        ),
        wrong(
            "one-too-many",
            "For steps = 3: which steps are taken, and is step 3 among them?",
            ("range(steps)", "range(steps + 1)"),
        ),
        wrong(
            "one-too-few",
            "For steps = 3: is the last step in your sum?",
            ("range(steps)", "range(steps - 1)"),
        ),
        wrong(
            "first-left-out",
            "Is step 0 in your sum?",
            ("range(steps)", "range(1, steps)"),
        ),
        wrong(
            "mean",
            "That is a typical rate. How far does it carry in all the steps?",
            (RETURN, "return sum(schedule(t) for t in range(steps)) / steps"),
        ),
        wrong(
            "last-rate",
            "That is the rate at the end. What about all the steps before?",
            (RETURN, "return schedule(steps - 1)"),
        ),
        wrong(
            "first-rate-all-the-way",
            "Does the schedule stay at its first rate?",
            (RETURN, "return schedule(0) * steps"),
        ),
        wrong(
            "rates-listed",
            "These are all the rates. How far do they carry together?",
            (RETURN, "return [schedule(t) for t in range(steps)]"),
        ),
        wrong(
            "trapezoids",
            "Between two steps nothing happens. Is this the area under a curve, or the sum "
            "of steps?",
            (
                RETURN,
                "return sum((schedule(t) + schedule(t + 1)) / 2 for t in range(steps))",
            ),
        ),
        wrong(
            "running-sum",
            "These are the sums so far. Which of them is asked for?",
            (RETURN, "return np.cumsum([schedule(t) for t in range(steps)])"),
        ),
        wrong(
            "squares",
            "This sum tells how the noise adds up. Which one tells how far the steps carry?",
            (RETURN, "return sum(schedule(t) ** 2 for t in range(steps))"),
        ),
        wrong(
            "first-and-last",
            "Half of the first and the last rate, times the steps: is every schedule a "
            "straight line?",
            (RETURN, "return steps * (schedule(0) + schedule(steps - 1)) / 2"),
        ),
    ),
    worked_example=worked_example("adds up four rates"),
)
