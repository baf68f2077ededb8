# %% [markdown]
# # 05 · Schedules I: what a falling rate is for
#
# *75 minutes · 22 points*
#
# Afterwards you can
# - write four schedules as pure functions of the step;
# - say what the *area* of a schedule does, and what its *end* does;
# - compute the noise floor of a constant rate, and name two ways to get below it.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("05_schedules_1")

# %% [markdown]
# ## Predict
#
# Small batches give noisy gradients. The simplest example that shows what the noise does: the bowl
# $f(x) = x^2/2$, and every gradient is off by a random number of size 1. We run 2000 copies from
# $x = 5$ at the same constant rate and take their mean loss. Commit first.


# %% tags=["demo"]
copies = lrlib.PROBLEMS["noisy_bowl"](np.ones(2000), theta0=np.full(2000, 5.0))
sgd = lrlib.OPTIMIZERS["sgd"]()


def follow(schedule, steps, seed=0):
    """Every point of 2000 noisy runs: array (steps + 1, 2000)."""
    return lrlib.train(copies, sgd, schedule, steps, seed=seed, keep_path=True).thetas


# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict

constant_rates = [0.4, 0.2, 0.1, 0.05]
runs = {lr: follow(lr, 1000) for lr in constant_rates}
floors = [np.mean(runs[lr][800:] ** 2) / 2 for lr in constant_rates]

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
for lr, style in zip(constant_rates, ("-", "--", "-.", ":"), strict=True):
    ax.loglog(np.arange(1, 1002), np.mean(runs[lr] ** 2, axis=1) / 2, style, label=f"rate {lr}")
ax.set(title="Constant rates, noisy gradients", xlabel="step (from 1)", ylabel="mean loss")
ax.legend()
pairs = ", ".join(f"{floor:.3f} at {lr}" for lr, floor in zip(constant_rates, floors, strict=True))
said = f"Each run falls and then stays on a floor: mean loss {pairs}."
predict("05_schedules_1", "half_the_rate", picture(fig, said))

# %% [markdown]
# ## Observe
#
# Compose a schedule. The bars are its rates; the thick line is the mean loss, and it has two
# parts: what is left of the **distance**, and what the **noise** adds. Your tasks:
#
# 1. *Constant*: find the base rate with the smallest loss after the last step. Why is it not
#    larger, and why not smaller?
# 2. *Step decay*: start high, and watch the stairs. What happens at each drop?
# 3. *Exponential*, first halved after 5 steps: where does the loss stop, and which part is to
#    blame? Read the area.
# 4. Beat your result of task 1 with each shape. Which one wins, and with how large a base rate?
# 5. Take batches four times as large. What happens to the floor?

# %% tags=["demo"]
from lrlib.widgets import live, schedule_composer

live(schedule_composer.EXPLORER)

# %% [markdown]
# ## Explain
#
# **A schedule is a function**: it takes the number of the step, counted from 0, and gives the rate
# of that step. The optimizer uses it as it uses any rate:
#
# $$\theta_{t+1} = \theta_t - \eta(t)\,g_t.$$
#
# It remembers nothing. Ask it twice, or backwards, or for a plot, and it answers the same.
#
# | shape | formula |
# |---|---|
# | step decay | $\eta_0\, d^{\,\lfloor t/s \rfloor}$: a factor $d$ after every $s$ steps |
# | exponential | $\eta_0\, \gamma^t$ |
# | inverse time, 1/t | $\eta_0 / (1 + k t)$ |

# %% [markdown]
# ### Where the floor comes from
#
# One step on the noisy bowl is $x \leftarrow (1-\eta)\,x - \eta\,\varepsilon$ with noise of
# variance $\sigma^2$. The noise of one step is independent of all before it, so variances add:
#
# $$V \leftarrow (1-\eta)^2\, V + \eta^2\sigma^2.$$
#
# At a constant rate this settles where $V$ reproduces itself. The mean loss is half of that $V$:
#
# $$V = \frac{\eta\,\sigma^2}{2-\eta} \qquad\Longrightarrow\qquad
# \text{floor} = \frac{\eta\,\sigma^2}{2\,(2-\eta)}.$$
#
# For small rates the floor is **proportional to the rate**
# ([Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018"), theorem 4.6
# for losses of this kind).

# %% tags=["demo"]
print("rate   floor by the formula   measured: mean of the last 200 steps, three seeds")
for lr in constant_rates:
    seen = [np.mean(follow(lr, 1000, seed)[800:] ** 2) / 2 for seed in range(3)]
    print(f"{lr:4}   {lr / (2 * (2 - lr)):.4f}                 {np.round(seen, 4)}")

# %% [markdown]
# ### Two jobs
#
# The distance shrinks by $1-\eta(t)$ at each step. Since $1 - \eta \le e^{-\eta}$,
#
# $$\text{distance left} \;=\; x_0 \prod_t \bigl(1-\eta(t)\bigr) \;\le\;
# x_0\, e^{-A}, \qquad A = \sum_t \eta(t) \quad\text{for } \eta \le 1.$$
#
# So the **area** $A$ under the schedule brings you there, and the small rates at the **end** make
# you quiet. A schedule that does both for ever has
# ([Robbins & Monro 1951](https://doi.org/10.1214/aoms/1177729586 "robbins1951"))
#
# $$\sum_t \eta(t) = \infty \quad\text{(gets anywhere)} \qquad\text{and}\qquad
# \sum_t \eta(t)^2 < \infty \quad\text{(the noise dies out)}.$$
#
# The schedule 1/t does. All of it in one picture, for the wall:

# %% tags=["demo"]
slow = lrlib.SCHEDULES["inverse_time_decay"](0.4, 0.4)
everything = {**{f"{lr:g}": run for lr, run in runs.items()}, "1/t": follow(slow, 1000)}
fig = figure(2, width=9.6, height=4.4)
left, right = fig.axes
rng = np.random.default_rng(0)
for place, run in enumerate(everything.values()):
    colour = lrlib.plotting.COLOURS[place]
    left.loglog(np.arange(1, 1002), np.mean(run**2, axis=1) / 2, color=colour, linewidth=2)
    across = place + rng.uniform(-0.32, 0.32, 2000)
    right.plot(across, run[-1], ".", color=colour, markersize=2, alpha=0.5)

# %% tags=["demo"]
for place, lr in enumerate(constant_rates):
    level = lr / (2 * (2 - lr))
    left.axhline(level, color=lrlib.plotting.COLOURS[place], linestyle=":", linewidth=1.2)
    left.text(1, level * 1.08, f"floor of {lr:g}", color=lrlib.plotting.COLOURS[place], fontsize=9)
at_end = np.mean(everything["1/t"][-1] ** 2) / 2
left.text(150, 3e-4, "1/t", color=lrlib.plotting.COLOURS[4], fontsize=12)
left.set(title="The noise floor", xlabel="step (from 1)", ylabel="mean loss", ylim=(1.5e-4, 20))
right.set(title="Where 2000 runs are after 1000 steps", ylabel="x (the minimum is at 0)")
right.set_xticks(range(5), everything)
right.set_xlabel("learning rate")
picture(fig, f"A constant rate falls to its floor and stays. 1/t reaches {at_end:.5f} and goes on.")

# %% [markdown]
# ### "High first to explore, low later to fine-tune"
#
# That is the usual story of decay. But the bowl has one minimum: there is nothing to explore. Does
# decay help here as well? And is it the only way? The last line keeps the rate **constant** and
# averages the second half of the points.

# %% tags=["demo"]
steps, shapes = 2000, lrlib.SCHEDULES
contest = {
    "constant 0.1": shapes["constant"](0.1),
    "halved every 250 steps": shapes["step_decay"](0.1, 0.5, 250),
    "exponential to e^-5": shapes["exponential_decay"](0.1, np.exp(-5 / steps)),
    "1/t": shapes["inverse_time_decay"](0.4, 0.4),
    "straight line to 0": shapes["linear_decay"](0.1, steps),
}
results = {name: [] for name in [*contest, "constant 0.1, averaged"]}
for seed in range(3):
    for name, schedule in contest.items():
        results[name].append(np.mean(follow(schedule, steps, seed)[-1] ** 2) / 2)
    average = follow(0.1, steps, seed)[steps // 2 :].mean(axis=0)
    results["constant 0.1, averaged"].append(np.mean(average**2) / 2)

# %% tags=["demo"]
fig = figure(width=6.8, height=3.0)
(ax,) = fig.axes
for place, found in enumerate(results.values()):
    ax.semilogx(found, [place] * 3, "o", markersize=8, alpha=0.8)
ax.set_yticks(range(len(results)), results)
ax.invert_yaxis()
ax.set(title="After 2000 steps, three seeds each", xlabel="mean loss of 2000 runs")
words = ", ".join(f"{name} {np.mean(found):.5f}" for name, found in results.items())
predict("05_schedules_1", "without_decay", picture(fig, f"Mean over the seeds: {words}."))

# %% [markdown]
# **What people read.** A high rate first *explores*, a low rate later *fine-tunes*.
#
# **What we just measured.** With a single minimum and nothing to explore, every decay lowers the
# loss by a factor of ten or more, and none of them was tuned. A rate that never falls does it as
# well, if the points are averaged.
#
# **Why it seemed true.** A large rate can leave a shallow valley (notebook 03), and the loss does
# drop visibly when the rate is cut.
#
# **What is true.** What is proved: decay removes the noise floor, and so does averaging. What
# decay does in networks beyond that is debated. One proposal: a large rate keeps the network from
# memorising noisy examples, and a small one later lets it learn the complex patterns.
#
# **Source.** [Robbins & Monro 1951](https://doi.org/10.1214/aoms/1177729586 "robbins1951");
# [Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018");
# [Polyak & Juditsky 1992](https://doi.org/10.1137/0330046 "polyak1992") on averaging;
# [Defazio et al. 2024](https://arxiv.org/abs/2405.15682 "defazio2024"), training without a
# schedule; [You et al. 2019](https://arxiv.org/abs/1908.01878 "you2019") for that proposal.

# %% [markdown]
# ### "A schedule finds a suitable rate"
#
# A schedule *multiplies a base rate*. Suppose the base is too low, 0.01, and somebody adds a step
# decay to a tenth at half time. Better or worse? A small network, 300 steps, 17 bases from 0.001
# to 10, three seeds. Commit first.


# %% tags=["demo"]
def curved_classes(seed):
    """1024 points in ten dimensions, two classes with a curved border between them."""
    x = np.random.default_rng(seed).normal(size=(1024, 10))
    return x, (x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) > 0).astype(int)


network = lrlib.PROBLEMS["mlp"]((10, 32, 2), data=curved_classes(4), batch_size=64)
bases = 10.0 ** np.arange(-3, 1.01, 0.25)
sweeps = {
    "constant": None,
    "step decay": lambda base: shapes["step_decay"](base, 0.1, 150),
    "straight line": lambda base: shapes["linear_decay"](base, 300),
}
losses = {
    name: lrlib.sweep(network, sgd, bases, 300, seeds=(0, 1, 2), schedule=schedule).over_seeds()
    for name, schedule in sweeps.items()
}

# %% tags=["demo"]
fig = figure(width=6.4, height=3.3)
(ax,) = fig.axes
for (name, loss), style in zip(losses.items(), ("o-", "s--", "^:"), strict=True):
    ax.loglog(bases, loss, style, markersize=4, label=name)
ax.set(
    title="Three schedules, 17 bases", xlabel="base rate", ylabel="training loss after 300 steps"
)
ax.legend()
low = int(np.argmin(abs(bases - 0.01)))
said = "; ".join(
    f"{name}: {loss[low]:.2f} from base 0.01, best {loss.min():.2f} from {bases[loss.argmin()]:.2g}"
    for name, loss in losses.items()
)
predict("05_schedules_1", "rescue_by_schedule", picture(fig, f"{said}."))

# %% [markdown]
# **What people read.** Schedules *find* a suitable rate, and *improve* the result.
#
# **What we just measured.** From a base that is too low both schedules made the result worse: they
# took area away. Each has its own best base, higher than the best constant rate. From there the
# straight line ends clearly lower, the step decay hardly. The base moves the loss far more than
# the shape does.
#
# **Why it seemed true.** A figure shows a schedule at its tuned base. The search for that base is
# not in the picture.
#
# **What is true.** A schedule is a shape. It multiplies a base rate that you still have to find,
# and that differs from the best constant one. To compare two schedules at the same base is to
# compare neither.
#
# **Source.** The definition above; the measurement on this page.

# %% [markdown]
# ### "Exponential decay lowers the rate continuously"
#
# True, and it deserves a warning. The rates of an exponential decay have a **finite** sum,
#
# $$\sum_{t=0}^{\infty} \eta_0\,\gamma^t = \frac{\eta_0}{1-\gamma},$$
#
# so a part of the distance is left for ever. Start at 5, base 0.4. The mean of many runs shows it
# best, since there the noise cancels. Commit first.

# %% tags=["demo"]
trips = {
    "exponential, factor 0.82": shapes["exponential_decay"](0.4, np.exp(-0.2)),
    "exponential, factor 0.9": shapes["exponential_decay"](0.4, 0.9),
    "1/t": shapes["inverse_time_decay"](0.4, 0.4),
}

# %% tags=["demo"]
fig, said = figure(width=6.4, height=3.1), []
(ax,) = fig.axes
for (name, schedule), style in zip(trips.items(), ("-", "--", ":"), strict=True):
    way = np.mean(follow(schedule, 1000), axis=1)
    area = sum(schedule(step) for step in range(1000))
    ax.loglog(np.arange(1, 1002), abs(way), style, label=name)
    said.append(f"{name}: area {area:.2f}, {abs(way[-1]):.2f} away")
ax.set(title="How far the mean of 2000 runs is from the minimum", xlabel="step (from 1)")
ax.set_ylabel("distance")
ax.legend()
predict("05_schedules_1", "never_arrives", picture(fig, "; ".join(said) + "."))

# %% [markdown]
# **What people read.** Exponential decay continuously decreases the rate.
#
# **What we just measured.** It does. With the faster decay the runs stopped on the way, for good;
# a thousand steps or a million make no difference. (Below a few hundredths the curves show the
# chance of 2000 runs.)
#
# **Why it seemed true.** It *is* true. What is missing is the other half: how far the rates add up.
#
# **What is true.** A decay must be slow enough to arrive. Choose $\gamma$ from the length of the
# run, for example so that the last rate is a hundredth of the first, and never copy a $\gamma$
# from a run of another length.
#
# **Source.** [Robbins & Monro 1951](https://doi.org/10.1214/aoms/1177729586 "robbins1951"): the
# rates must have an infinite sum.

# %% [markdown]
# ### Watching the loss instead of the clock
#
# *Reduce on plateau* does not know the step. After each epoch it compares the loss with the best
# so far; when the best has not been beaten for more than `patience` epochs, it multiplies the rate
# by a factor. Its memory is three numbers: the rate, the best loss, and the count of bad epochs.
# It takes them and returns them, so it is a pure function, too.

# %% [markdown]
# ## Worked example
#
# Step decay from base 8, halved every 10 steps. Which rate does step 25 use?

# %%
step, base, drop, every = 25, 8.0, 0.5, 10

drops = step // every  # 1. how many drops are behind us: steps 10 and 20, so 2
base * drop**drops  # 2. that many factors

# %% [markdown]
# Mind the border: step 9 still has the rate 8, step 10 is the first with 4.
#
# **Your turn, with a blank.** Inverse time decay, $\eta_0/(1 + kt)$, with base 8 and $k = 0.5$.
# Which rate does step 6 use? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 8 / (1 + 0.5 * 6), "First 1 + k t, then divide the base by it.")

# %% [markdown]
# ## Write it
#
# Five functions. Steps count from 0. No function remembers anything.

# %% [markdown]
# ### 1. Step decay (4 points)
#
# $$\eta_0\; d^{\,\lfloor t/s \rfloor}$$
#
# `base` is $\eta_0$, `drop` is $d$, `every` is $s$. $\lfloor\cdot\rfloor$ rounds down: Python's
# `//`.


# %% tags=["solution:step_decay"]
def step_decay(step, base, drop, every):
    """The rate of a step: base times drop, once for every `every` steps that have passed.

    Example: base = 8.0, drop = 0.5, every = 10 gives 8.0 for step = 9 and 2.0 for step = 25.
    """
    ### BEGIN SOLUTION
    return base * drop ** (step // every)
    ### END SOLUTION


# %% tags=["exercise:step_decay"]

# %% [markdown]
# Your stairs on the noisy bowl: every drop of the rate is a drop of the floor.

# %% tags=["demo"]
from lrlib.widgets import with_yours


def stairs(decay):
    rates = np.array([decay(step, 0.4, 0.5, 200) for step in range(1000)])
    loss = np.mean(follow(lambda step: rates[step], 1000) ** 2, axis=1) / 2
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogy(loss, linewidth=1, label="mean loss of 2000 runs")
    ax.semilogy(rates / (2 * (2 - rates)), "--", label="floor of the present rate")
    ax.set(title="Your step_decay", xlabel="step", ylabel="mean loss")
    ax.legend()
    return picture(fig, f"The loss walks down the stairs, from {loss[199]:.3f} to {loss[-1]:.4f}.")


with_yours(step_decay, stairs)

# %% [markdown]
# ### 2. Exponential decay (4 points)
#
# $$\eta_0\,\gamma^t$$


# %% tags=["solution:exponential_decay"]
def exponential_decay(step, base, gamma):
    """The rate of a step: base times gamma to the power of the step.

    Example: base = 8.0, gamma = 0.5 gives 8.0 for step = 0 and 1.0 for step = 3.
    """
    ### BEGIN SOLUTION
    return base * gamma**step
    ### END SOLUTION


# %% tags=["exercise:exponential_decay"]

# %% [markdown]
# The same run with five values of $\gamma$, 400 steps. Is a slower decay always better?


# %% tags=["demo"]
gammas = [0.8, 0.9, 0.97, 0.99, 0.997]


def two_parts(decay, gamma):
    """What the distance and what the noise add to the loss after 400 steps, from base 0.4."""
    rates = np.array([decay(step, 0.4, gamma) for step in range(400)])
    last = follow(lambda step: rates[step], 400)[-1]
    return (5 * np.prod(1 - rates)) ** 2 / 2, np.var(last) / 2


# %% tags=["demo"]
def five_gammas(decay):
    distance, noise = np.array([two_parts(decay, gamma) for gamma in gammas]).T
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogy(distance, "o-", label="from the distance")
    ax.semilogy(noise, "s--", label="from the noise")
    ax.set(xticks=range(5), xticklabels=gammas, xlabel="γ", ylim=(1e-6, 1))
    ax.set(title="Your exponential_decay after 400 steps", ylabel="part of the loss")
    ax.legend()
    best = gammas[np.argmin(distance + noise)]
    return picture(fig, f"Too fast leaves distance, too slow leaves noise. Best here: {best}.")


with_yours(exponential_decay, five_gammas)

# %% [markdown]
# ### 3. Inverse time decay (3 points)
#
# $$\frac{\eta_0}{1 + k\,t}$$


# %% tags=["solution:inverse_time_decay"]
def inverse_time_decay(step, base, k):
    """The rate of a step: base divided by 1 + k * step.

    Example: base = 8.0, k = 0.5 gives 8.0 for step = 0 and 2.0 for step = 6.
    """
    ### BEGIN SOLUTION
    return base / (1 + k * step)
    ### END SOLUTION


# %% tags=["exercise:inverse_time_decay"]

# %% [markdown]
# The loss of your 1/t decay falls like 1/t as well. Watch what the step number times the loss
# does. (Here $\eta_0/k = 1$ suits the curvature 1. With a much smaller $\eta_0/k$ the run is slow
# to arrive: the area of 1/t grows only like a logarithm.)


# %% tags=["demo"]
def like_one_over_t(decay):
    loss = np.mean(follow(lambda t: decay(t, 0.4, 0.4), 3000) ** 2, axis=1) / 2
    step = np.arange(1, 3002)
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogx(step[10:], (step * loss)[10:])
    ax.set(title="Your inverse_time_decay", xlabel="step", ylabel="step × mean loss", ylim=(0, 2))
    level = np.mean((step * loss)[1500:])
    return picture(fig, f"It levels off at {level:.2f}: twice the steps, half the loss.")


with_yours(inverse_time_decay, like_one_over_t)

# %% [markdown]
# ### 4. Reduce on plateau (8 points)
#
# One epoch. You get the rate, the best loss so far, the count `bad`, and this epoch's loss.
#
# 1. If `loss < best`: the new best is `loss`, and `bad` is 0.
# 2. Otherwise, a tie or NaN included: `bad` grows by 1. If it is now **greater than** `patience`,
#    the rate becomes `max(lr * factor, min_lr)` and `bad` is 0 again.
#
# Return `(lr, best, bad)`. PyTorch counts the same way; its documentation
# [had to explain it](https://github.com/pytorch/pytorch/pull/7242 "pytorch7242"): with patience 2
# the third bad epoch cuts the rate.


# %% tags=["solution:plateau_update"]
def plateau_update(lr, best, bad, loss, factor, patience, min_lr=0.0):
    """One epoch of reduce on plateau; returns (lr, best, bad).

    A loss below best resets bad. Any other adds 1 to it; more than `patience` cut the rate.
    Example: lr = 1.0, best = 2.0, bad = 1, loss = 2.5, factor = 0.5, patience = 1
    gives (0.5, 2.0, 0); with patience = 2 it gives (1.0, 2.0, 2).
    """
    ### BEGIN SOLUTION
    if loss < best:
        return lr, loss, 0
    bad = bad + 1
    if bad > patience:
        return max(lr * factor, min_lr), best, 0
    return lr, best, bad
    ### END SOLUTION


# %% tags=["exercise:plateau_update"]

# %% [markdown]
# Your rule trains the small network from a rate that is too high to settle, 60 epochs, beside the
# same run without it.


# %% tags=["demo"]
def train_epochs(update, seed=0):
    """Loss and rate after each of 60 epochs; `update` is the rule after an epoch, or None."""
    theta, (lr, best, bad), seen = None, (2.0, np.inf, 0), []
    for epoch in range(60):
        run = lrlib.train(network, sgd, lr, 16, theta0=theta, seed=60 * seed + epoch)
        theta, loss = run.theta, float(run.loss)
        seen.append((loss, lr))
        if update:
            lr, best, bad = update(lr, best, bad, loss, 0.5, 3)
    return np.array(seen).T


# %% tags=["demo"]
def on_plateau(update):
    with_rule, without = train_epochs(update), train_epochs(None)
    fig = figure(2, width=9, height=3)
    fig.axes[0].semilogy(without[0], "--", label="rate 2 throughout")
    fig.axes[0].semilogy(with_rule[0], label="your plateau_update")
    fig.axes[0].set(title="Loss after each epoch", xlabel="epoch", ylabel="training loss")
    fig.axes[0].legend(loc="lower left")
    fig.axes[1].step(range(60), with_rule[1], where="post")
    fig.axes[1].set(title="The rate", xlabel="epoch", ylabel="learning rate", ylim=(0, 2.1))
    said = f"Loss at the end: {without[0][-1]:.2f} without, {with_rule[0][-1]:.3f} with your rule."
    return picture(fig, said)


with_yours(plateau_update, on_plateau)

# %% [markdown]
# ### 5. The area (3 points)
#
# $$A = \sum_{t=0}^{\text{steps}-1} \eta(t)$$
#
# `schedule` is a function: `schedule(t)` is the rate of step $t$.


# %% tags=["solution:schedule_area"]
def schedule_area(schedule, steps):
    """Sum of the rates of the steps 0 .. steps - 1: how far the schedule can travel.

    Example: schedule = lambda t: 1 / (1 + t), steps = 3 gives 1 + 1/2 + 1/3 = 1.8333...
    """
    ### BEGIN SOLUTION
    return sum(schedule(t) for t in range(steps))
    ### END SOLUTION


# %% tags=["exercise:schedule_area"]

# %% [markdown]
# Your area foretells where a run stops: random schedules of two shapes, against $e^{-A}$.

# %% tags=["demo"]
rng, drawn = np.random.default_rng(5), {}
for name, low, high in (("exponential_decay", 0.8, 0.98), ("inverse_time_decay", 0.02, 0.2)):
    pairs = zip(rng.uniform(0.01, 0.4, 30), rng.uniform(low, high, 30), strict=True)
    drawn[name] = [shapes[name](base, pace) for base, pace in pairs]


# %% tags=["demo"]
def foretell(area_of):
    fig = figure(width=6.4, height=3.3)
    (ax,) = fig.axes
    for (name, schedules), marker in zip(drawn.items(), "o^", strict=True):
        left = [np.prod([1 - schedule(t) for t in range(30)]) for schedule in schedules]
        areas = [area_of(schedule, 30) for schedule in schedules]
        ax.semilogy(areas, left, marker, label=name.replace("_", " "), markersize=5)
    ax.semilogy([0, 6], np.exp([0, -6]), "--", color="grey", label="e to the minus area")
    ax.set(title="30 steps", xlabel="your schedule_area", ylabel="part of the distance left")
    ax.legend(fontsize=8)
    return picture(
        fig, "Equal areas go equally far, whatever the shape, as long as rates are small."
    )


with_yours(schedule_area, foretell)

# %% [markdown]
# ## Find the bug
#
# Many libraries keep a schedule as an *object with a state* that moves on when it is asked. To
# draw it, one has to ask. A detection library plots its schedule with shallow copies, and a
# contributor warned that these
# ["modify originals"](https://github.com/ultralytics/yolov5/pull/5864 "yolov5864"); the repair
# with deep copies was [taken back](https://github.com/ultralytics/yolov5/pull/5920 "yolov5920")
# five days later, because then the plot was wrong.
#
# Here is the heart of the matter, without a library. Plot it first, then train with it:


# %% tags=["demo"]
def decay_with_a_bug(base, gamma):
    rate = base / gamma

    def schedule(step):
        nonlocal rate
        rate = rate * gamma
        return rate

    return schedule


# %% tags=["demo"]
schedule = decay_with_a_bug(0.1, 0.99)
for_the_plot = [schedule(step) for step in range(200)]
for_training = [schedule(step) for step in range(200)]
print(f"the plot shows       {for_the_plot[0]:.4f} ... {for_the_plot[-1]:.4f}")
print(f"the training gets    {for_training[0]:.4f} ... {for_training[-1]:.4f}")

# %% [markdown]
# The plot used the schedule up. Write a test that accepts a right schedule and stops this one. The
# test below reads the rates once, in order.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(make_schedule):
    schedule = make_schedule(1.0, 0.5)
    rates = [schedule(step) for step in range(4)]
    return np.allclose(rates, [1.0, 0.5, 0.25, 0.125])  # replace: this one lets the bug through


hunt("schedule_used_up", my_test, wrong=decay_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - With noisy gradients a constant rate falls to a **floor** and stays; for small rates it is
#   proportional to the rate.
# - **The area brings you there, the end makes you quiet.** A good schedule does both jobs.
# - Decay is one way below the floor. Averaging the points is another.
# - A schedule multiplies a base rate. It finds nothing: search the base again for every shape.
# - Write schedules as pure functions of the step: then a plot is only a plot.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("05_schedules_1")
