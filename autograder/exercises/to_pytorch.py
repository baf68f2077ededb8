"""The same motion in PyTorch's words: its velocity has no rate in it, and points uphill."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between


def to_pytorch(velocity, lr):
    return -velocity / lr


def _velocities(rng):
    return [case(velocity=array(rng, shape), lr=between(rng, 0.05, 0.3)) for shape in SHAPES]


wrong = wrong_versions(to_pytorch)
RETURN = "return -velocity / lr"

EXERCISE = Exercise(
    id="to_pytorch",
    notebook="04_momentum",
    points=4,
    reference=to_pytorch,
    results=(Part("the velocity", state=True),),
    properties=(
        Property(
            "conversion",
            "PyTorch's step with the new velocity ends where ours does",
            3,
            _velocities,
            "Ours: theta + v. PyTorch's: theta - lr * v. For which v do both end at the same "
            "point?",
        ),
        inputs_stay(1, _velocities),
    ),
    misconceptions=(
        wrong(
            "sign-forgotten",
            "Ours is added to theta, PyTorch's is taken away. Do both point the same way?",
            (RETURN, "return velocity / lr"),
        ),
        wrong(
            "rate-forgotten",
            "Only the direction is turned. Which of the two forms has the rate in its velocity?",
            (RETURN, "return -velocity"),
        ),
        wrong(
            "multiplied",
            "Our velocity contains the rate. To take it out, do you multiply or divide?",
            (RETURN, "return -velocity * lr"),
        ),
        wrong(
            "multiplied-and-sign-forgotten",
            "Our velocity contains the rate and points downhill. What has PyTorch's?",
            (RETURN, "return velocity * lr"),
        ),
        wrong(
            "unchanged",
            "That is our velocity. What is different in PyTorch's?",
            (RETURN, "return velocity * 1.0"),
        ),
        wrong(
            "rate-squared",
            "How often does our velocity contain the rate? How often do you take it out?",
            (RETURN, "return -velocity / lr**2"),
        ),
        wrong(
            "upside-down",
            "Twice the velocity should stay twice the velocity. What does yours do?",
            (RETURN, "return -lr / velocity"),
        ),
        wrong(
            "sizes-only",
            "A velocity has a direction in every entry. Where did the signs go?",
            (RETURN, "return abs(velocity) / lr"),
        ),
        wrong(
            "changes-the-velocity-in-place",
            "The numbers are right, but the caller's velocity has changed, too. What does "
            "`velocity /= lr` do to the array that was handed in?",
            (RETURN, "velocity /= -lr\n    return velocity"),
        ),
    ),
    worked_example=worked_example("writes one velocity in both forms"),
)
