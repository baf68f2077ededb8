"""Honest rewritings of scale_lr: all of these are right."""

import math
import warnings

import numpy as np


def plain(base_lr, base_batch, batch, rule="linear"):
    ratio = batch / base_batch
    if rule == "sqrt":
        ratio = ratio**0.5
    elif rule != "linear":
        raise ValueError("unknown rule")
    return base_lr * ratio


def a_table_of_powers(base_lr, base_batch, batch, rule="linear"):
    powers = {"linear": 1.0, "sqrt": 0.5}
    if rule not in powers:
        raise ValueError(f"rule must be one of {list(powers)}")
    return base_lr * (batch / base_batch) ** powers[rule]


def a_table_of_functions(base_lr, base_batch, batch, rule="linear"):
    try:
        function = {"linear": float, "sqrt": math.sqrt}[rule]
    except KeyError as error:
        raise ValueError(rule) from error
    return function(batch / base_batch) * base_lr


def roots_divided(base_lr, base_batch, batch, rule="linear"):
    assert isinstance(rule, str)
    if rule == "linear":
        return base_lr / base_batch * batch
    if rule == "sqrt":
        return base_lr * np.sqrt(batch) / np.sqrt(base_batch)
    raise ValueError


def logarithms(base_lr, base_batch, batch, rule="linear"):
    match rule:
        case "linear":
            share = 1
        case "sqrt":
            share = 0.5
        case _:
            raise ValueError(f"no rule called {rule}")
    return math.exp(math.log(base_lr) + share * (math.log(batch) - math.log(base_batch)))


def own_error(base_lr, base_batch, batch, rule="linear"):
    class UnknownRule(ValueError):
        pass

    if rule not in ("linear", "sqrt"):
        raise UnknownRule(rule)
    return np.float64(base_lr) * (batch / base_batch) ** (1 if rule == "linear" else 1 / 2)


def single_precision(base_lr, base_batch, batch, rule="linear"):
    ratio = np.float32(batch) / np.float32(base_batch)
    if rule == "sqrt":
        return np.float32(base_lr) * np.sqrt(ratio)
    if rule == "linear":
        return np.float32(base_lr) * ratio
    raise ValueError("only linear and sqrt")


def talkative(base_lr, base_batch, batch, rule="linear"):
    print(rule)
    warnings.warn("this is a test", stacklevel=1)
    if rule == "linear":
        return np.array(base_lr * batch / base_batch)
    if rule == "sqrt":
        return np.array(base_lr * math.sqrt(batch / base_batch))
    raise ValueError("the rule is linear or sqrt")


def more_options(base_lr, base_batch, batch, rule="linear", largest=math.inf):
    if rule not in {"linear", "sqrt"}:
        raise ValueError(f"{rule!r}")
    factor = batch / base_batch
    return min(largest, base_lr * (factor if rule == "linear" else factor**0.5))
