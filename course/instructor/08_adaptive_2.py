# %% [markdown]
# # 08 · Adaptive methods II: Adam and AdamW
#
# *90 minutes · 28 points*
#
# Afterwards you can
# - write Adam and AdamW, and say what each line is for;
# - tell a broken Adam from its first ten steps;
# - say what Adam adapts, and what it leaves to you;
# - tell weight decay from an L2 penalty.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("08_adaptive_2")

# %% [markdown]
# ## Predict
#
# Adam remembers two averages: $m$ of the gradient, $v$ of its square. Both start at zero, and a
# *bias correction* makes up for it. What if it is forgotten? Commit first.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict, with_yours
from lrlib.widgets.adam_bugs import steps

without = steps("no bias correction", np.ones(100))  # the gradient is always 1

# %% tags=["demo"]
fig = figure(width=6.4, height=3)
(ax,) = fig.axes
ax.plot(range(1, 101), without, label="correction forgotten")
ax.plot(range(1, 101), steps("correct", np.ones(100)), "--", label="right")
ax.set(title="Adam on a constant gradient", xlabel="step", ylabel="step / rate", ylim=(0, 7))
ax.legend()
said = f"The first step is {without[0]:.2f} times the rate, the longest {without.max():.1f}. "
said += "With the correction every step has the length of the rate."
predict("08_adaptive_2", "first_step_uncorrected", picture(fig, said))

# %% [markdown]
# ## Observe
#
# The autopsy table. On the left the gradients that come in, on the right the steps that go out.
# Your tasks:
#
# 1. Which bugs leave the **first** step right? A test of one step lets all of them through.
# 2. Set the gradients to *always 1*. Which four bugs are invisible for all ten steps?
# 3. For each of the four, find gradients (or an eps) that expose it.

# %% tags=["demo"]
from lrlib.widgets import adam_autopsy, live

live(adam_autopsy.EXPLORER)

# %% [markdown]
# Now the other way round: you see the steps, and name the bug.

# %% tags=["demo"]
adam_autopsy.guess_the_bug(seed=8)

# %% [markdown]
# ## Explain
#
# With $g_t$ the gradient at step $t = 1, 2, \dots$ and $m_0 = v_0 = 0$
# ([Kingma & Ba 2015](https://arxiv.org/abs/1412.6980 "kingma2015"), Algorithm 1):
#
# $$\begin{aligned}
# m_t &= \beta_1 m_{t-1} + (1-\beta_1)\,g_t, &\qquad v_t &= \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2
# && \text{1. remember}\\
# \hat m_t &= \frac{m_t}{1-\beta_1^t}, & \hat v_t &= \frac{v_t}{1-\beta_2^t}
# && \text{2. correct}\\
# \theta_t &= \theta_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}
# &&&& \text{3. step}
# \end{aligned}$$
#
# Everything happens for each weight by itself.

# %% [markdown]
# **Why the correction.** With a constant gradient $g$ the memory is
#
# $$m_t = (1-\beta_1)\,(1 + \beta_1 + \dots + \beta_1^{t-1})\,g = (1-\beta_1^t)\,g.$$
#
# It is too small by exactly the factor $1-\beta_1^t$; so divide by it. The same holds for $v$.
# Forget both, and the first step is too long by $(1-\beta_1)/\sqrt{1-\beta_2}$:

# %% tags=["demo"]
beta1, beta2 = 0.9, 0.999

print(f"m starts at          {1 - beta1:.4f} of the gradient")
print(f"the root of v starts at {np.sqrt(1 - beta2):.4f} of its size")
print(f"so the first step is {(1 - beta1) / np.sqrt(1 - beta2):.2f} times the rate")

# %% [markdown]
# ### "Adam combines AdaGrad and RMSProp"
#
# Feed all three a gradient that is always 1, and measure their steps.


# %% tags=["demo"]
def step_lengths(name, count=200):
    """Step divided by rate at every step, for a gradient that is always 1."""
    optimizer, theta, ones = lrlib.OPTIMIZERS[name](), np.zeros(1), np.ones(1)
    state, path = optimizer.init(theta), [0.0]
    for _ in range(count):
        theta, state = optimizer.step(theta, ones, state, 1.0)
        path.append(theta[0])
    return -np.diff(path)


# %% tags=["demo"]
fig = figure(width=6.4, height=3)
(ax,) = fig.axes
for name, style in (("adagrad", "-"), ("rmsprop", "--"), ("adam", ":")):
    ax.loglog(range(1, 201), step_lengths(name), style, linewidth=2.5, label=name)
ax.set(title="Three methods, one constant gradient", xlabel="step", ylabel="step / rate")
ax.legend()
first = ", ".join(f"{name} {step_lengths(name)[0]:.2f}" for name in ("adagrad", "rmsprop", "adam"))
last = ", ".join(f"{name} {step_lengths(name)[-1]:.2f}" for name in ("adagrad", "rmsprop", "adam"))
picture(fig, f"First step: {first}. Step 200: {last}.")

# %% [markdown]
# **What people read.** Adam combines AdaGrad and RMSProp.
#
# **What we just measured.** AdaGrad's steps shrink for ever, since its sum only grows. Adam's
# stay: it sums nothing. RMSProp starts too long, Adam does not.
#
# **Why it seemed true.** The paper's own introduction motivates Adam by the virtues of these
# two methods.
#
# **What is true.** Adam is a fading memory of the gradient (as in momentum), a fading memory of
# its square (as in RMSProp), and a correction of both for their start at zero.
#
# **Source.** [Kingma & Ba 2015](https://arxiv.org/abs/1412.6980 "kingma2015"), sections 2, 3
# and 5.

# %% [markdown]
# ### "Adam adjusts the learning rate by itself"
#
# A network of 32 hidden units, 300 steps, 27 rates, 3 seeds: one sweep for each method. Commit
# first.


# %% tags=["demo"]
def curved_classes(seed):
    """1024 points in ten dimensions, two classes with a curved border between them."""
    x = np.random.default_rng(seed).normal(size=(1024, 10))
    return x, (x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) > 0).astype(int)


network = lrlib.PROBLEMS["mlp"]((10, 32, 2), data=curved_classes(4), batch_size=64)
rates = 10.0 ** np.arange(-5, 1.6, 0.25)
losses = {
    name: lrlib.sweep(network, lrlib.OPTIMIZERS[name](), rates, 300, seeds=(0, 1, 2)).over_seeds()
    for name in ("sgd", "adam")
}


def good_decades(loss):
    """How many factors of ten of the rate come within 1.5 times of the best loss."""
    good = rates[loss <= 1.5 * loss.min()]
    return np.log10(good[-1] / good[0])


# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
for name, style in (("sgd", "o-"), ("adam", "s--")):
    ax.loglog(rates, losses[name], style, label=name)
ax.set(title="Loss after 300 steps", xlabel="learning rate", ylabel="training loss", ylim=(0.08, 5))
ax.legend()
adam = losses["adam"]
said = f"Within 1.5 × of its best: Adam over {good_decades(adam):.1f} factors of ten of 6.5, "
said += f"SGD over {good_decades(losses['sgd']):.1f}. At the smallest rate Adam ends at "
said += f"{adam[0]:.2f}, at its best rate {rates[adam.argmin()]:.2g} at {adam.min():.2f}."
predict("08_adaptive_2", "how_wide", picture(fig, said))

# %% [markdown]
# ### And if the valley does not lie along the axes?


# %% tags=["demo"]
def adam_in_a_valley(degrees):
    """Loss at every step of Adam in a ravine that is turned by an angle."""
    angle = np.deg2rad(degrees)
    start = [np.cos(angle) - np.sin(angle), np.sin(angle) + np.cos(angle)]  # (1, 1), turned as well
    ravine = lrlib.PROBLEMS["rotated_ravine"](100.0, degrees=degrees)
    return lrlib.train(ravine, lrlib.OPTIMIZERS["adam"](), 0.05, 300, theta0=start).losses


# %% tags=["demo"]
runs = {degrees: adam_in_a_valley(degrees) for degrees in (0, 15, 45)}

fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
for (degrees, run), style in zip(runs.items(), ("-", "--", ":"), strict=True):
    ax.semilogy(run, style, linewidth=2, label=f"turned by {degrees} degrees")
ax.set(title="Adam in the same valley, turned", xlabel="step", ylabel="loss")
ax.legend()
said = ", ".join(f"{run[-1]:.0e} at {degrees} degrees" for degrees, run in runs.items())
predict("08_adaptive_2", "rotated", picture(fig, f"Loss after 300 steps: {said}."))

# %% [markdown]
# **What people read.** Adam, RMSProp and AdaGrad automatically adjust the learning rate.
#
# **What we just measured.** Adam needs its rate as much as SGD does: the good range spans
# one factor of ten or less, and at the smallest rate it has hardly moved. In the turned valley
# it ends many orders of magnitude higher.
#
# **Why it seemed true.** Adam's *relative* rates do adjust, weight by weight. And one default,
# 0.001, is often tolerable.
#
# **What is true.** Adam sets how the weights move relative to each other, along the axes. How far
# they move together is the rate, and tuning it matters.
#
# **Source.** [Wilson et al. 2017](https://arxiv.org/abs/1705.08292 "wilson2017") found that
# tuning Adam's rate helps; [Choi et al. 2019](https://arxiv.org/abs/1910.05446 "choi2019") and
# [Schmidt et al. 2021](https://arxiv.org/abs/2007.01547 "schmidt2021") that comparisons turn on
# how each method is tuned.

# %% [markdown]
# ### Weight decay is not an L2 penalty
#
# For plain SGD the two are the same: the gradient of $\tfrac{\lambda}{2}\lVert\theta\rVert^2$ is
# $\lambda\theta$, and the step shrinks $\theta$ by $\eta\lambda\theta$. Adam *divides* the
# gradient, penalty included, by $\sqrt{\hat v}$:
#
# $$\text{L2:}\quad g_t \leftarrow g_t + \lambda\theta \qquad\qquad
# \text{decay (AdamW):}\quad \theta \leftarrow \theta - \eta\lambda\,\theta
# \;\text{ before Adam's step with the plain } g_t.$$
#
# ([Loshchilov & Hutter 2019](https://arxiv.org/abs/1711.05101 "loshchilov2019"), in the form of
# today's libraries.) Two weights start at 1. Their gradients are pure noise, of size 10 and of
# size 0.1:


# %% tags=["demo"]
def shrunk(optimizer, steps=1000, lr=0.001):
    """Mean of two weights after many steps of noise of sizes 10 and 0.1 (400 repetitions)."""
    rng, theta = np.random.default_rng(0), np.ones((400, 2))
    state = optimizer.init(theta)
    for _ in range(steps):
        noise = rng.normal(size=theta.shape) * [10.0, 0.1]
        theta, state = optimizer.step(theta, noise, state, lr)
    return theta.mean(axis=0)


for name in ("adam", "adamw"):
    loud, quiet = shrunk(lrlib.OPTIMIZERS[name](weight_decay=0.1))
    print(f"{name:6s} loud weight 1 -> {loud:.3f}   quiet weight 1 -> {quiet:.3f}")
print(f"(1 - rate * decay) ** 1000 = {(1 - 0.001 * 0.1) ** 1000:.3f}")

# %% [markdown]
# AdamW shrinks both weights by the same factor, the one you asked for. With L2 the quiet weight
# shrinks far more, and the loud one hardly at all: each is divided by its own $\sqrt{\hat v}$.

# %% [markdown]
# ## Worked example
#
# The first step of Adam, $g_1 = 0.5$, rate $0.1$, $\varepsilon$ negligible.

# %% tags=["demo"]
g = 0.5

m = 0.9 * 0.0 + 0.1 * g  # 1. remember
v = 0.999 * 0.0 + 0.001 * g**2
m_hat = m / (1 - 0.9**1)  # 2. correct: t = 1
v_hat = v / (1 - 0.999**1)
step = 0.1 * m_hat / np.sqrt(v_hat)  # 3. step
print(f"m = {m:.5f}, v = {v:.6f}, corrected {m_hat:.2f} and {v_hat:.2f}: the step is {step:.2f}")

# %% [markdown]
# **Your turn, with a blank.** The second gradient is $g_2 = -0.5$. The memory becomes
# $m_2 = 0.9 \cdot 0.05 + 0.1 \cdot (-0.5) = -0.005$. What is $\hat m_2$? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, -0.005 / (1 - 0.9**2), "Divide by 1 - 0.9 ** t. Which t is it?")

# %% [markdown]
# ## Write it

# %% [markdown]
# ### 1. Adam (10 points)
#
# The three lines of Algorithm 1 above. `m` and `v` come in **uncorrected** and go out
# uncorrected. `t` is the number of this step: 1, 2, 3, … Change no input.


# %% tags=["solution:adam_step"]
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam (Kingma & Ba 2015, Algorithm 1); returns (theta, m, v).

    Remember gradient and square, correct both for their start at zero, step.
    eps is added to the root of the corrected v.
    Example: theta = [1.0, 1.0], grad = [0.5, -20.0], m = v = [0.0, 0.0], t = 1, lr = 0.1
    gives theta = [0.9, 1.1], m = [0.05, -2.0], v = [0.00025, 0.4].
    """
    ### BEGIN SOLUTION
    # 1. remember
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    # 2. correct
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    # 3. step
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION


# %% tags=["exercise:adam_step"]

# %% [markdown]
# Your Adam trains a network that reads handwritten digits, at twelve rates at once.


# %% tags=["demo"]
def digits_with(step):
    grid = np.geomspace(1e-4, 1.0, 12)
    mine = lrlib.from_step(step)
    loss = lrlib.sweep(lrlib.PROBLEMS["mlp"](), mine, grid, 200).over_seeds()
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.loglog(grid, loss, "o-")
    ax.set(title="Your adam_step on the digits", xlabel="learning rate", ylabel="training loss")
    return picture(fig, f"Best rate {grid[loss.argmin()]:.2g}, loss {loss.min():.3f}.")


with_yours(adam_step, digits_with)

# %% [markdown]
# ### 2. AdamW (8 points)
#
# First shrink, then Adam's step with the gradient **as given**:
#
# $$\theta \leftarrow \theta - \eta\,\lambda\,\theta, \qquad\text{then Adam.}$$


# %% tags=["solution:adamw_step"]
def adamw_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """One step of AdamW; returns (theta, m, v).

    Shrink theta by the factor 1 - lr * weight_decay, then take Adam's step. The decay never
    enters m or v.
    Example: theta = [1.0], grad = [0.0], m = v = [0.0], t = 1, lr = 0.1, weight_decay = 0.5
    gives theta = [0.95], m = [0.0], v = [0.0].
    """
    ### BEGIN SOLUTION
    theta = theta - lr * weight_decay * theta
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION


# %% tags=["exercise:adamw_step"]

# %% [markdown]
# Your decay at work: no gradient at all, rate 0.1, three strengths of decay.


# %% tags=["demo"]
def decay_only(step):
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    for decay, style in ((0.01, "-"), (0.1, "--"), (0.5, ":")):
        shrinking = lrlib.from_step(step, weight_decay=decay)
        flat = lrlib.PROBLEMS["bowl"](1e-300)  # so flat that its gradient is nothing
        path = lrlib.train(flat, shrinking, 0.1, 50, theta0=[1.0]).thetas[:, 0]
        ax.plot(path, style, label=f"decay {decay}: ends at {path[-1]:.2f}")
    ax.set(
        title="Your adamw_step without a gradient", xlabel="step", ylabel="weight", ylim=(0, 1.05)
    )
    ax.legend()
    return picture(fig, f"After 50 steps the strongest decay leaves {path[-1]:.2f} of the weight.")


with_yours(adamw_step, decay_only)

# %% [markdown]
# ### 3. Name the bug (8 points)
#
# You get the first ten step lengths of some Adam, divided by the rate. The gradient was
# constant and positive, $\beta_1 = 0.9$, $\beta_2 = 0.999$, eps negligible; each value carries
# up to 1 % noise. Return one of
#
# `"correct"`, `"no bias correction"`, `"t starts at 2"`, `"t never advances"`,
# `"only m corrected"`, `"only v corrected"`, `"state is reset"`
# (m and v back to 0 before every step, while t advances).
#
# *One way:* write down the ten noiseless steps of each suspect. For a constant gradient of 1
#
# $$m_t = 1-\beta_1^t, \qquad \sqrt{v_t} = \sqrt{1-\beta_2^t}.$$
#
# Then choose the suspect that comes closest, in ratio.


# %% tags=["solution:name_the_bug"]
def name_the_bug(steps):
    """Name of the bug whose first ten steps these are (step lengths divided by the rate).

    Example: [3.16, 4.25, 4.95, 5.43, 5.79, 6.05, 6.24, 6.37, 6.47, 6.53]
    gives "no bias correction".
    """
    ### BEGIN SOLUTION
    t = np.arange(1, 11)
    m, root_v = 1 - 0.9**t, np.sqrt(1 - 0.999**t)
    m_next, root_v_next = 1 - 0.9 ** (t + 1), np.sqrt(1 - 0.999 ** (t + 1))
    suspects = {
        "correct": np.ones(10),
        "no bias correction": m / root_v,
        "t starts at 2": (m / m_next) / (root_v / root_v_next),
        "t never advances": (m / m[0]) / (root_v / root_v[0]),
        "only m corrected": 1 / root_v,
        "only v corrected": m,
        "state is reset": (m[0] / m) / (root_v[0] / root_v),
    }
    distance = {
        name: np.max(np.abs(np.log(np.asarray(steps) / trace))) for name, trace in suspects.items()
    }
    return min(distance, key=distance.get)
    ### END SOLUTION


# %% tags=["exercise:name_the_bug"]

# %% [markdown]
# Your detective on the job: 50 noisy patients of each kind.


# %% tags=["demo"]
def share_named_right(name_it, kind, rng):
    noise = 1 + rng.uniform(-0.01, 0.01, (50, 10))
    return np.mean([name_it(patient) == kind for patient in steps(kind, np.ones(10)) * noise])


def clinic(name_it):
    rng, kinds = np.random.default_rng(1), ["correct", *adam_autopsy.SUSPECTS]
    right = [share_named_right(name_it, kind, rng) for kind in kinds]
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.barh(kinds, 100 * np.array(right))
    ax.set(title="Your name_the_bug", xlabel="patients named right (%)", xlim=(0, 100))
    return picture(fig, f"Named right: {100 * np.mean(right):.0f} % of {50 * len(kinds)} patients.")


with_yours(name_the_bug, clinic)

# %% [markdown]
# ### 4. In your words (2 points, read by a person)
#
# Why does Adam's **first** step not depend on the size of the gradient? Three or four
# sentences: say what
# $\hat m_1$ and $\hat v_1$ are, what the quotient is, and what role `eps` plays.

# %% [markdown] tags=["explain:first_adam_step", "points:2"]
# ### BEGIN SOLUTION
# After one step the memories are $m_1 = (1-\beta_1)\,g$ and $v_1 = (1-\beta_2)\,g^2$. The
# correction divides by exactly these factors, so $\hat m_1 = g$ and $\hat v_1 = g^2$. The
# quotient
# $\hat m_1/\sqrt{\hat v_1} = g/|g|$ is the sign of the gradient: its size cancels, and the step
# is the rate long. `eps` only matters when $|g|$ is not much larger than `eps`; then the step is
# shorter, and for a zero gradient it is zero.
#
# *Points: 1 for the two corrected memories, 1 for the cancelling
# (sign, or "length of the rate").*
# ### END SOLUTION

# %% [markdown]
# ## Find the bug
#
# A library for training large language models had an AdamW whose step counter was
# [never incremented](https://github.com/allenai/OLMo-core/pull/317 "olmo317"). The repair kept
# a switch that brings the bug back, since runs had come to depend on it. Its comment says that
# the effective rate was 2.2 times higher.
#
# Does that number follow? With $t = 1$ for ever, the steps of a long run are off by the factor
# $\sqrt{1-\beta_2}\,/\,(1-\beta_1)$:

# %% tags=["demo"]
for beta2 in (0.95, 0.999):
    print(f"beta1 = 0.9, beta2 = {beta2}: factor {np.sqrt(1 - beta2) / (1 - 0.9):.2f}")

# %% [markdown]
# It follows for $\beta_2 = 0.95$, which is common for language models. With the default 0.999 the
# steps would end up too *short*. Here is such an Adam; it returns the path of one weight.


# %% tags=["demo"]
def adam_with_a_bug(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    m, v, t = np.zeros_like(theta), np.zeros_like(theta), 1
    path = [theta]
    for _ in range(steps):
        grad = grad_fn(theta)
        m = 0.9 * m + 0.1 * grad
        v = 0.999 * v + 0.001 * grad**2
        theta = theta - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        path.append(theta)
    return np.array(path)


# %% [markdown]
# Write a test that accepts a right Adam and stops this one. The test below looks at the first
# step.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(adam_path):
    path = adam_path(lambda theta: np.ones_like(theta), np.array([0.0]), 0.1, 3)
    return np.isclose(path[1, 0], -0.1)  # replace this by a test that catches the bug


hunt("clock_that_stands_still", my_test, wrong=adam_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - **Adam = two fading memories + a correction for their start at zero.** Its first step is the
#   rate long.
# - Ten steps tell most bugs apart; one step does not. Gradients must change in size and in sign.
# - Adam adapts the weights relative to each other, along the axes. The rate is still yours to
#   tune.
# - Nothing is summed: Adam forgets, AdaGrad does not.
# - Decay outside the gradient shrinks all weights alike (AdamW); a penalty inside it does not.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("08_adaptive_2")
