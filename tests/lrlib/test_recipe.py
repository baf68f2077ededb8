"""A recipe is checked before anything is trained, and its cost is bounded by the budget."""

import numpy as np
import pytest

from lrlib.recipe import (
    BANDS,
    BUDGET,
    LEAST_COST,
    LEVELS,
    plan,
    points_for,
    steps_within,
    validation_losses,
)

GOOD = {
    "optimizer": "adam",
    "lr": 0.01,
    "schedule": "linear_decay",
    "schedule_options": {"total": 750},
    "batch_size": 16,
}


def test_a_plan_has_the_rate_of_every_step():
    ready = plan(GOOD)
    assert len(ready.rates) == BUDGET // 16
    assert ready.rates[375] == pytest.approx(0.005)


@pytest.mark.parametrize("batch_size", [1, 2, LEAST_COST, 17, 1347])
def test_no_batch_size_takes_more_steps_than_the_budget_pays_for(batch_size):
    steps = steps_within(BUDGET, batch_size)
    assert 1 <= steps <= BUDGET // LEAST_COST
    assert steps * batch_size <= BUDGET


MISTAKES_change_said = [
    ({"optimizer": "Adam"}, 'did you mean "adam"'),
    ({"optimizer": 3}, '"optimizer" has no 3'),
    ({"optimizer": "lion"}, '"optimizer" has no "lion"'),
    ({"lr": 0}, "above 0"),
    ({"lr": -0.1}, "above 0"),
    ({"lr": float("nan")}, "finite"),
    ({"lr": float("inf")}, "finite"),
    ({"lr": "0.1"}, "one number"),
    ({"lr": True}, "one number"),
    ({"lr": np.array([0.1, 0.2])}, "one number"),
    ({"lr": 10**400}, "one number"),
    ({"schedule": "cosine"}, '"schedule" has no "cosine"; did you mean'),
    ({"schedule_options": {"totl": 750}}, 'did you mean "total"'),
    ({"schedule_options": {}}, 'needs the option "total"'),
    ({"schedule_options": {"total": -5}}, "do not fit"),
    ({"schedule_options": {"total": 750.5}}, "whole number"),
    ({"schedule_options": {"total": 750, "low": -1.0}}, "do not fit"),
    ({"schedule_options": [750]}, "needs a dict"),
    ({"schedule": "constant"}, "takes no option"),
    ({"schedule": "exponential_decay", "schedule_options": {"gamma": 10**30}}, "not finite"),
    (
        {"schedule": "multi_step_decay", "schedule_options": {"drop": 0.1, "milestones": 5}},
        "needs a list",
    ),
    (
        {"schedule": "multi_step_decay", "schedule_options": {"drop": 0.1, "milestones": [9, 3]}},
        "rising",
    ),
    ({"schedule": "one_cycle", "schedule_options": {"total": 2}}, "peak inside the run"),
    ({"batch_size": 0}, "from 1 to 1347"),
    ({"batch_size": 2.5}, "whole number"),
    ({"batch_size": 10**9}, "from 1 to 1347"),
    ({"momentum": 0.9}, 'no key "momentum"'),
]


@pytest.mark.parametrize(("change", "said"), MISTAKES_change_said)
def test_a_recipe_that_cannot_be_trained_is_told_why(change, said):
    with pytest.raises(ValueError) as refusal:
        plan({**GOOD, **change})
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 250


@pytest.mark.parametrize("key", list(GOOD))
def test_a_key_that_is_missing_is_named(key):
    with pytest.raises(ValueError, match=f'needs the key "{key}"'):
        plan({name: value for name, value in GOOD.items() if name != key})


@pytest.mark.parametrize("thing", [None, 3, "adam", [], (), np.ones(3)])
def test_what_is_no_dict_is_refused(thing):
    with pytest.raises(ValueError, match="a recipe is a dict"):
        plan(thing)


def test_a_list_of_a_million_milestones_is_refused_before_it_costs_anything():
    options = {"drop": 0.5, "milestones": np.arange(1_000_000)}
    with pytest.raises(ValueError, match="at most"):
        plan({**GOOD, "schedule": "multi_step_decay", "schedule_options": options})


def test_a_recipe_trains_the_same_way_on_the_same_seed_and_another_on_another():
    ready = plan(GOOD, 1600)
    both = validation_losses(ready, (1, 2))
    np.testing.assert_array_equal(validation_losses(ready, (2,)), both[1:])
    assert both[0] != both[1]


def test_a_run_that_diverges_is_infinitely_bad_and_earns_nothing():
    wild = plan({**GOOD, "optimizer": "sgd", "lr": 1e300}, 1600)
    losses = validation_losses(wild, (1,))
    assert np.isinf(losses).all()
    assert points_for(float(losses[0])) == 0


def test_the_bands_are_worth_twenty_points_and_each_is_harder_than_the_one_before():
    assert sum(BANDS.values()) == 20
    assert list(BANDS) == sorted(BANDS, reverse=True)
    assert [points_for(loss) for loss in (0.3, 0.2, 0.1, 0.07, 0.05)] == [0, 5, 10, 15, 20]


LEVELS_name_recipe = [
    (
        "default: Adam at 0.001",
        {**GOOD, "lr": 0.001, "schedule": "constant", "schedule_options": {}, "batch_size": 32},
    ),
    ("tuned by finder", {**GOOD, "lr": 0.00658, "schedule": "constant", "schedule_options": {}}),
    ("tuned by search", {**GOOD, "lr": 0.011, "schedule": "constant", "schedule_options": {}}),
    (
        "best known",
        {
            **GOOD,
            "lr": 0.02,
            "schedule": "wsd",
            "schedule_options": {"warmup": 20, "stable": 500, "decay": 250},
        },
    ),
]


@pytest.mark.parametrize(("name", "recipe"), LEVELS_name_recipe)
def test_the_printed_levels_are_those_of_the_reference_search(name, recipe):
    median = np.median(validation_losses(plan(recipe), range(100, 109)))
    assert median == pytest.approx(LEVELS[name], rel=0.03)  # three digits; other processors


def test_there_is_a_recipe_for_every_level():
    assert [name for name, _ in LEVELS_name_recipe] == list(LEVELS)
