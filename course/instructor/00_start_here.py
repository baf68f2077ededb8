# %% [markdown]
# # 00 · Start here
#
# *45 minutes · 6 points*
#
# Afterwards you can
# - run a check, read its report and use a hint;
# - read a logarithmic axis, and say why learning rates live on one;
# - place rates so that every factor of ten gets its share.
#
# **How to work.** Press Shift + Enter in a cell to run it. Run the cells from top to bottom.
# Sliders and menus take the arrow keys, Page Up, Page Down, Home and End as well as the mouse.
# Every picture has a sentence below it that says the same in words.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Your way
#
# Thirteen notebooks. After each `check` your best score is kept in a small file beside them, and
# this map, which ends every notebook, shows what comes next. A click on a name opens it.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("00_start_here")

# %% [markdown]
# ## Before we start
#
# Ten questions about things that are often written. They do not count. You get an answer at
# once, and the same questions come back in notebook 11: then you will have measured all of it.

# %% tags=["demo"]
from lrlib.widgets import recall

recall("00_start_here", "prequiz")

# %% [markdown]
# ## Predict
#
# You want to try 20 learning rates and let a program draw them. Commit first.

# %% tags=["demo"]
from itertools import pairwise

from lrlib.plotting import figure
from lrlib.widgets import picture, predict, with_yours

rng = np.random.default_rng(0)
uniform = rng.uniform(1e-5, 1, 20)
log_uniform = 10 ** rng.uniform(-5, 0, 20)

# %% tags=["demo"]
fig = figure(width=6.4, height=2.4)
(ax,) = fig.axes
ax.semilogx(uniform, np.ones(20), "o", label="uniform")
ax.semilogx(log_uniform, np.zeros(20), "s", label="uniform exponent")
ax.set(title="20 draws each", xlabel="learning rate", xlim=(7e-6, 1.5), ylim=(-0.6, 1.6))
ax.set_yticks([0, 1], ["exponent", "uniform"])
low, lower = (uniform < 1e-3).sum(), (log_uniform < 1e-3).sum()
said = f"Below 0.001: {low} of 20 uniform draws, {lower} of 20 with a uniform exponent."
predict("00_start_here", "twenty_draws", picture(fig, said))

# %% [markdown]
# ## Observe
#
# Two sliders over the same rates, from 0.00001 to 1, with 201 positions each. Your task with
# both:
# **hit 0.0003**. A hit is within ten percent.

# %% tags=["demo"]
from lrlib.widgets import linear_or_log, live

live(linear_or_log.LINEAR)

# %% tags=["demo"]
live(linear_or_log.LOG)

# %% [markdown]
# How many positions hit, and how many lie below 0.001?

# %% tags=["demo"]
for name, rates in (
    ("linear", np.linspace(1e-5, 1, 201)),
    ("logarithmic", np.geomspace(1e-5, 1, 201)),
):
    hits = np.sum(np.abs(np.log(rates / 3e-4)) <= np.log(1.1))
    print(f"{name:12s} {hits} positions hit 0.0003, {np.sum(rates < 1e-3):3d} lie below 0.001")

# %% [markdown]
# ## Explain
#
# On a **linear** axis equal distances are equal *differences*. On a **logarithmic** axis equal
# distances are equal *ratios*: from 0.0001 to 0.001 is as far as from 0.1 to 1.
#
# $$\text{place of } r \text{ on the axis} \;=\; \log_{10} r,
# \qquad \log_{10} 0.0001 = -4, \quad \log_{10} 0.001 = -3.$$
#
# A learning rate is a *factor*. Twice the rate means twice the step, whether the rate is 0.001
# or 0.1. So a search should treat all ratios alike, and the axis should be logarithmic.

# %% [markdown]
# **How to read one.** Between 0.001 and 0.01 the thin lines stand for 0.002, 0.003, … They crowd
# towards the right. The middle of the way is not 0.005 but

# %% tags=["demo"]
print("thin lines:", *(f"{k / 1000:.3f}" for k in range(2, 10)))
print(f"the middle: {np.sqrt(0.001 * 0.01):.4f}, the square root of 0.001 times 0.01")

# %% [markdown]
# **A loss on a logarithmic axis.** Halve a loss at every step. On a linear axis everything
# seems to be over after a few steps; on a logarithmic axis you see that each step does as much
# as the one before.

# %% tags=["demo"]
loss = 0.5 ** np.arange(21)

fig = figure(2, height=2.6, width=8.4)
left, right = fig.axes
left.plot(loss, "o-", markersize=3)
right.semilogy(loss, "o-", markersize=3)
left.set(title="Linear axis", xlabel="step", ylabel="loss")
right.set(title="Logarithmic axis", xlabel="step", ylabel="loss")
picture(
    fig, f"The same numbers, from 1 to {loss[-1]:.0e}: a bend on the left, a line on the right."
)

# %% [markdown]
# ## Worked example
#
# Five rates from 0.0001 to 1 with a constant ratio.
#
# 1. There are four steps between five values.
# 2. The whole ratio is $1 / 0.0001 = 10\,000$; four equal factors make it up:
#   $10\,000^{1/4} = 10$.
# 3. So the rates are 0.0001, 0.001, 0.01, 0.1, 1.

# %% tags=["demo"]
ratio = (1 / 0.0001) ** (1 / 4)  # 2. four equal factors
[float(round(0.0001 * ratio**k, 6)) for k in range(5)]  # 3. one factor more each time

# %% [markdown]
# **Your turn, with a blank.** Three rates from 0.01 to 1 with a constant ratio: which one is in
# the middle? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

middle = ...

blank(middle, np.sqrt(0.01 * 1), "Two equal factors lead from 0.01 to 1. How large is one?")

# %% [markdown]
# ## Write it
#
# An exercise is a function to complete and a cell with `check`. The check calls your function
# on many inputs and reports, property by property, what holds, what does not, and which mistake
# it looks like. Run it as often as you like. The hints go deeper each time; none of them costs
# points.

# %% [markdown]
# ### 1. Rates with a constant ratio (3 points)
#
# $$r_k = \text{low} \cdot \left(\frac{\text{high}}{\text{low}}\right)^{k/(\text{count}-1)},
# \qquad k = 0, \dots, \text{count}-1.$$
#
# *Try a report first:* return `np.linspace(low, high, count)`, run the check, and read what it
# says. Then do it right.


# %% tags=["solution:log_spaced"]
def log_spaced(low, high, count):
    """Array of `count` values from low to high with a constant ratio between neighbours.

    low, high > 0 and count >= 2; the first value is low, the last is high.
    Example: low = 0.001, high = 0.1, count = 3 gives [0.001, 0.01, 0.1].
    """
    ### BEGIN SOLUTION
    return low * (high / low) ** (np.arange(count) / (count - 1))
    ### END SOLUTION


# %% tags=["exercise:log_spaced"]

# %% [markdown]
# Your rates at work: each of them takes 50 steps down the same bowl.


# %% tags=["demo"]
def sweep_of(spaced):
    rates = np.asarray(spaced(1e-5, 1.0, 30))
    runs = lrlib.sweep(lrlib.PROBLEMS["bowl"](1.0), lrlib.OPTIMIZERS["sgd"](), rates, 50)
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogx(rates, runs.loss[:, 0], "o-")
    ax.set(title="Your 30 rates on a bowl", xlabel="learning rate", ylabel="loss after 50 steps")
    small = int((rates < 1e-3).sum())
    return picture(
        fig, f"{small} of 30 rates lie below 0.001. The loss falls between 0.001 and 0.1."
    )


with_yours(log_spaced, sweep_of)

# %% [markdown]
# ### 2. How much did it change? (3 points)
#
# A step of 0.1 is a lot for small weights and nothing for large ones. So compare lengths:
#
# $$\frac{\lVert \text{new} - \text{old} \rVert}{\lVert \text{old} \rVert},
# \qquad \lVert x \rVert = \sqrt{\textstyle\sum_i x_i^2} \text{ over all entries, whatever the
# shape.}$$
#
# If both lengths are 0, nothing changed: return `0.0`. If only `old` has length 0: return `inf`.


# %% tags=["solution:relative_change"]
def relative_change(old, new):
    """Length of new - old, divided by the length of old (Euclidean, all entries).

    0.0 if both lengths are 0; inf if only the length of old is 0.
    Example: old = [3.0, 4.0], new = [3.0, 4.5] gives 0.1.
    """
    ### BEGIN SOLUTION
    old, new = np.asarray(old, dtype=float), np.asarray(new, dtype=float)
    change, size = np.sqrt(np.sum((new - old) ** 2)), np.sqrt(np.sum(old**2))
    if size == 0:
        return 0.0 if change == 0 else np.inf
    return change / size
    ### END SOLUTION


# %% tags=["exercise:relative_change"]

# %% [markdown]
# Your measure on a network that learns to read digits, at three rates.


# %% tags=["demo"]
def how_restless(change):
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    for lr, style in ((0.01, "-"), (0.1, "--"), (1.0, ":")):
        digits, sgd = lrlib.PROBLEMS["mlp"](), lrlib.OPTIMIZERS["sgd"]()
        path = lrlib.train(digits, sgd, lr, 100, keep_path=True).thetas
        ax.semilogy([change(a, b) for a, b in pairwise(path)], style, label=f"rate {lr}")
    ax.set(title="Your relative_change, step by step", xlabel="step", ylabel="relative change")
    ax.set_ylim(3e-4, 0.3)
    ax.legend(ncols=3, loc="upper right")
    return picture(fig, "Ten times the rate, roughly ten times the relative change.")


with_yours(relative_change, how_restless)

# %% [markdown]
# ## Find the bug
#
# A grid of rates from 0.00001 to 1, as it is often written. The same mix-up happened in a
# tuning tool: one of its search methods took
# [the bounds for exponents](https://github.com/microsoft/nni/issues/426 "nni426"), another took
# them as they are.


# %% tags=["demo"]
def grid_with_a_bug(low, high, count):
    return np.logspace(low, high, count)


# %% [markdown]
# Write a test that accepts a right grid and stops this one. Your test gets a function of
# (low, high, count) and returns `True` if its grid is right.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(grid):
    rates = grid(1e-5, 1.0, 6)
    return len(rates) == 6  # replace this by a test that catches the bug


hunt("log_grid", my_test, wrong=grid_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - A learning rate is a factor: think in ratios, draw on logarithmic axes.
# - Uniform draws and linear sliders spend nearly everything on the top factor of ten.
# - The middle between two rates is the root of their product.
# - Compare changes with the size of what changes.
# - A check names what holds and what does not. Run it early, read the hint, try again.

# %% tags=["demo"]
progress_map("00_start_here")
