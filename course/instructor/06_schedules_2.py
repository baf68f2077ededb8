# %% [markdown]
# # 06 · Schedules II: up, down, and when
#
# *90 minutes · 26 points*
#
# Afterwards you can
# - write warmup, cosine, restarts, one-cycle and warmup-stable-decay as pure functions;
# - compare shapes fairly: each at its **own** best peak rate;
# - plan a schedule for the right number of steps, and say what a wrong plan costs;
# - say what a warmup does to a network, and when it does nothing.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("06_schedules_2")

# %% [markdown]
# ## Predict
#
# A bowl with thirty curvatures, from 0.01 to 1, and noisy gradients. A run has 1000 steps. Here
# the *mean* loss can be computed without training anything (the section Explain shows how). So we
# can afford to ask: how good is **each shape at its own best peak rate**? Commit first.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict
from lrlib.widgets.schedule_peaks import expected_losses, shaped

peaks = np.geomspace(0.01, 3, 100)


def final_loss(name, planned=1000):
    """Mean loss after 1000 steps at every peak, for a shape planned for so many steps."""
    schedule = shaped(name, peaks, planned)
    rates = [np.broadcast_to(schedule(step), peaks.shape) for step in range(1000)]
    return expected_losses(rates, noise=0.02)[-1]


# %% tags=["demo"]
ends = {name: final_loss(name) for name in lrlib.SCHEDULES}
lowest = {name: loss.min() for name, loss in ends.items()}
own_peak = {name: peaks[loss.argmin()] for name, loss in ends.items()}
ranking = sorted(lowest, key=lowest.get, reverse=True)

said = f"Best: {ranking[-1]} with {lowest[ranking[-1]]:.4f}. Worst: {ranking[0]} with "
said += f"{lowest[ranking[0]]:.4f}. "
for name in ("linear_decay", "cosine_annealing", "constant"):
    said += f"{name} {lowest[name]:.4f} at its peak {own_peak[name]:.2f}. "

# %% tags=["demo"]
fig = figure(2, width=9.4, height=4.4)
left, right = fig.axes
shown = {"constant": "--", "wsd": "-.", "cosine_annealing": "-", "linear_decay": ":"}
for name, style in shown.items():
    left.loglog(peaks, ends[name], style, linewidth=2.2, label=name)
left.set(title="Loss against peak rate", xlabel="peak rate", ylim=(0.007, 2))
left.set_ylabel("mean loss after 1000 steps")
left.legend()
right.barh(ranking, [lowest[name] for name in ranking], height=0.55)
right.set(title="Every shape at its own best peak", xlabel="mean loss after 1000 steps")
right.set_xticks([0, 0.005, 0.01, 0.015])
predict("06_schedules_2", "own_peak", picture(fig, said))

# %% [markdown]
# The shapes differ less than their best peaks do. **Comparing two schedules at the same peak
# compares nothing:**

# %% tags=["demo"]
for peak in (own_peak["constant"], own_peak["cosine_annealing"]):
    flat, curve = (np.interp(peak, peaks, ends[name]) for name in ("constant", "cosine_annealing"))
    print(f"both at the peak {peak:.2f}: constant {flat:.4f}, cosine {curve:.4f}")

# %% [markdown]
# At the favourite peak of the constant rate the cosine looks worse; at its own it looks
# miraculous. Neither is the truth. Each shape needs its own search.

# %% [markdown]
# ## Observe
#
# The menu holds every schedule of `lrlib.SCHEDULES`. The slider is the peak rate. Your tasks:
#
# 1. Noise *small*, then *large*: how far apart are the best peaks of cosine and constant rate?
# 2. Noise *medium*: plan the cosine for twice the steps. Where does its best peak go, and why?
# 3. Plan the restarts for twice the steps. The rate had been near zero. Why does the run end badly?
# 4. Which shapes survive a peak above 2, the limit of the steepest direction?

# %% tags=["demo"]
from lrlib.widgets import live, schedule_peaks

live(schedule_peaks.EXPLORER)

# %% [markdown]
# ## Explain
#
# **The recursion.** One coordinate $x$ of a bowl with curvature $\lambda$; its gradient
# $\lambda x$ carries noise $\xi$ with mean 0 and variance $\sigma^2$. A step is
# $x \leftarrow x - \eta_t(\lambda x + \xi)$. Square it and take the mean; the mixed term vanishes:
#
# $$\mathbb E\,[x_{t+1}^2] =
# \underbrace{(1-\eta_t\lambda)^2\;\mathbb E\,[x_t^2]}_{\text{forget the start}}
# \;+\; \underbrace{\eta_t^2\,\sigma^2}_{\text{add noise}}
# \qquad\qquad \mathbb E\,[f] = \tfrac12\textstyle\sum_i \lambda_i\,\mathbb E\,[x_i^2].$$
#
# Two wishes pull on the rate. Forgetting wants it **large**, noise wants it **small**. Early there
# is much to forget; late there is only noise left. That is all a decaying schedule knows.


# %% tags=["demo"]
curvatures = np.geomspace(0.01, 1, 30)


def mean_loss(rates, noise=0.02):
    """Mean loss after every step of SGD on the noisy bowl, for a list of rates."""
    square, losses = np.ones(30), []  # every coordinate starts at 1
    for lr in rates:
        square = (1 - lr * curvatures) ** 2 * square + lr**2 * noise
        losses.append(0.5 * np.sum(curvatures * square))
    return np.array(losses)


# %% [markdown]
# Is it true? Let 300 real runs of SGD, with real noise, follow the same cosine.

# %% tags=["demo"]
cosine = lrlib.SCHEDULES["cosine_annealing"]
noisy_bowl = lrlib.PROBLEMS["noisy_bowl"](curvatures, np.sqrt(0.02))
runs = lrlib.sweep(
    noisy_bowl,
    lrlib.OPTIMIZERS["sgd"](),
    [0.25],
    1000,
    seeds=range(300),
    schedule=lambda peak: cosine(peak, 1000),
    keep_path=False,
)
exact = mean_loss([cosine(0.25, 1000)(step) for step in range(1000)])[-1]
spread = runs.loss.std() / np.sqrt(300)
print(f"recursion {exact:.5f}   mean of 300 runs {runs.loss.mean():.5f} ± {spread:.5f}")

# %% [markdown]
# ### "Cosine annealing gradually decreases the rate"
#
# It needs to know one thing in advance: **when the run ends**. What does it cost to plan for the
# wrong number of steps? Every plan below may tune its peak anew. Commit first.

# %% tags=["demo"]
plans = np.array([250, 500, 750, 1000, 1250, 2000, 4000])
tuned = np.array([final_loss("cosine_annealing", plan).min() for plan in plans])
right_plan = tuned[plans == 1000][0]

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
ax.semilogx(plans, tuned / right_plan, "o-", label="cosine, best peak for each plan")
ax.axhline(lowest["constant"] / right_plan, linestyle="--", color="grey", label="constant rate")
ax.set(title="A cosine for a run that stops after 1000 steps", xlabel="planned for (steps)")
ax.set(ylabel="mean loss / loss of the right plan", xticks=plans, xticklabels=plans)
ax.minorticks_off()
ax.legend()
ratio = dict(zip(plans.tolist(), tuned / right_plan, strict=True))
said = f"Loss of the right plan = 1. Planned for half the steps: {ratio[500]:.2f}; a quarter "
said += f"too long: {ratio[1250]:.2f}; twice: {ratio[2000]:.2f}; four times: {ratio[4000]:.2f}."
predict("06_schedules_2", "wrong_horizon", picture(fig, said))

# %% [markdown]
# **What people read.** Cosine annealing gradually decreases the learning rate.
#
# **What we just measured.** A cosine is a plan for a given number of steps. A quarter too long did
# no harm; twice too long cost a third. Plans that end too early cost most: the rest of the run
# stands still. And in the ranking above, a plain straight line ended slightly lower than the
# cosine.
#
# **Why it seemed true.** Pictures of a cosine show one half-wave that fits the run exactly.
#
# **What is true.** It was proposed *with restarts*: down, back up to the base rate, down again.
# The single half-wave needs the horizon. In a broad comparison the straight line to zero matches
# or beats the cosine.
#
# **Source.** [Loshchilov & Hutter 2017](https://arxiv.org/abs/1608.03983 "loshchilov2017");
# [Defazio et al. 2023](https://arxiv.org/abs/2310.07831 "defazio2023").

# %% [markdown]
# ### "A schedule finds a suitable learning rate"
#
# Now a real network: 32 hidden units, two classes with a curved border, small batches, 600 steps,
# three seeds. Commit first.


# %% tags=["demo"]
def curved_classes(seed):
    """1024 points in ten dimensions, two classes with a curved border between them."""
    x = np.random.default_rng(seed).normal(size=(1024, 10))
    return x, (x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) > 0).astype(int)


network = lrlib.PROBLEMS["mlp"]((10, 32, 2), data=curved_classes(4), batch_size=32)
bases = 10.0 ** np.arange(-2, 1.1, 0.25)


def tuned_on(problem, steps, schedule=None):
    """Training loss at every base rate: median of three seeds."""
    runs = lrlib.sweep(
        problem, lrlib.OPTIMIZERS["sgd"](), bases, steps, seeds=(0, 1, 2), schedule=schedule
    )
    return runs.over_seeds()


# %% tags=["demo"]
flat = tuned_on(network, 600)
curve = tuned_on(network, 600, lambda base: cosine(base, 600))
better = bases[curve < flat.min()]

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
ax.loglog(bases, flat, "s--", label="constant")
ax.loglog(bases, curve, "o-", label="cosine")
ax.axhline(flat.min(), color="grey", linewidth=1)
ax.set(
    title="A schedule multiplies a rate; it does not find one", xlabel="base rate", ylim=(0.05, 2)
)
ax.set_ylabel("training loss")
ax.legend()
said = (
    f"Best constant rate {bases[flat.argmin()]:.2g}, loss {flat.min():.2f}. The cosine beats it at "
)
said += f"base rates {better[0]:.2g} to {better[-1]:.2g} only; its best is {curve.min():.2f} at "
said += f"{bases[curve.argmin()]:.2g}. At {bases[0]:g} it ends at {curve[0]:.2f}."
predict("06_schedules_2", "does_it_find", picture(fig, said))

# %% [markdown]
# And do schedules "improve performance"? The same pair on the handwritten digits. This
# network can learn them without error, and then the noise of the small batches dies out by itself:

# %% tags=["demo"]
digits = lrlib.PROBLEMS["mlp"]((64, 32, 10))
flat_digits = tuned_on(digits, 300)
curve_digits = tuned_on(digits, 300, lambda base: cosine(base, 300))

for name, loss in (("constant", flat_digits), ("cosine", curve_digits)):
    print(f"{name:9s} best training loss {loss.min():.4f} at base rate {bases[loss.argmin()]:.2g}")

# %% [markdown]
# **What people read.** Schedules find a suitable learning rate, and improve performance.
#
# **What we just measured.** With a bad base rate the cosine is as lost as the constant rate. With
# its own best base rate it won clearly on the noisy task, and *lost* on the clean one, where
# distance was worth more than quiet.
#
# **Why it seemed true.** A tuned schedule beats a tuned constant rate often enough, and the tuning
# is rarely mentioned.
#
# **What is true.** A schedule is a *shape*: it multiplies a base rate that still has to be found.
# It removes noise at the end and pays with distance.
#
# **Source.** The recursion above;
# [Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018"), section 4.

# %% [markdown]
# ### "A schedule gradually reduces the rate"
#
# One that does not: a **warmup** rises. Take away everything that is usually given as its reason:
# no noise (all data in every step), no Adam. A network with two hidden layers learns a curve by
# plain gradient descent, at seven peak rates and five seeds. Commit first.

# %% tags=["demo"]
x = np.linspace(-2, 2, 50)[:, None]
y = np.sin(3 * x) + 0.5 * np.sign(x)
deep = lrlib.PROBLEMS["mlp"]((1, 16, 16, 1), "tanh", "squared_error", data=(x, y), batch_size=None)
rise, sgd = lrlib.SCHEDULES["linear_warmup"], lrlib.OPTIMIZERS["sgd"]()
peak_rates, trained = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0]), {}
for warmup in (0, 100, 600):
    runs = lrlib.sweep(
        deep,
        sgd,
        peak_rates,
        1000,
        seeds=range(5),
        schedule=lambda peak, warmup=warmup: rise(peak, warmup),
    )
    trained[warmup] = np.sum(runs.loss < 0.1, axis=1)

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
places = np.arange(len(peak_rates))
for k, (warmup, seeds) in enumerate(trained.items()):
    ax.bar(places + 0.27 * (k - 1), seeds, width=0.25, label=f"warmup of {warmup} steps")
ax.set(title="1000 steps of full-batch gradient descent", xlabel="peak rate", ylim=(0, 7))
ax.set(xticks=places, xticklabels=peak_rates, ylabel="seeds of 5 that train", yticks=range(6))
ax.legend(ncols=3, loc="upper center", fontsize="small")
largest = {warmup: peak_rates[seeds == 5].max() for warmup, seeds in trained.items()}
said = ", ".join(f"{peak:g} with a warmup of {warmup} steps" for warmup, peak in largest.items())
said = f"Largest peak that trains for all seeds: {said}."
predict("06_schedules_2", "warmup_without_noise", picture(fig, said))

# %% [markdown]
# **Why?** Measure the largest curvature, the *sharpness*, along the way. Gradient descent is
# stable where the sharpness is below $2/\eta$ (notebook 02). Here $2/\eta_t$ comes down from
# above, as the rate rises.

# %% tags=["demo"]
from lrlib.measure import sharpness

schedule = rise(1.0, 600)
run = lrlib.train(deep, sgd, schedule, 1000, keep_path=True)
at = np.arange(0, 1000, 10)
sharp = np.array([sharpness(deep, run.thetas[step], steps=30) for step in at])
limit = np.array([2 / schedule(step) for step in at])
after = sharp[at >= 600] / limit[at >= 600]

# %% tags=["demo"]
fig = figure(width=7.6, height=3.8)
(ax,) = fig.axes
ax.semilogy(at, limit, "--", linewidth=2, label="2 / rate: the limit comes down")
ax.semilogy(at, sharp, linewidth=3, label="sharpness of the network")
ax.set(title="A warmup bends the valley", xlabel="step", ylabel="curvature", ylim=(1, 60))
ax.legend()
said = f"The sharpness starts at {sharp[0]:.1f} and rises to {sharp.max():.1f}, until the limit "
said += f"meets it. Then the limit pushes it down, to {sharp[-1]:.2f}. "
said += f"After the warmup, sharpness × rate / 2 is {after.mean():.2f}."
picture(fig, said)

# %% [markdown]
# **What people read.** A schedule gradually reduces the learning rate.
#
# **What we just measured.** A long rise lets peaks train that diverge without it; a short one does
# not help here. The reason is in the picture: as the rate rises, the network is pushed to flatter
# and flatter places, just flat enough for the present rate. (Notebook 11 comes back to this edge.)
#
# **Why it seemed true.** The classical proofs ask for rates that fall to zero.
#
# **What is true.** Schedules may rise (warmup), rise and fall (one cycle), rise again and again
# (restarts, cyclical rates), or stay (warmup-stable-decay). On the bowl, whose curvature never
# changes, a warmup gains nothing: compare `cosine_annealing` with `warmup_cosine` in the ranking.
#
# **Source.** Warmup: [Goyal et al. 2017](https://arxiv.org/abs/1706.02677 "goyal2017"); why it
# helps: [Gilmer et al. 2022](https://arxiv.org/abs/2110.04369 "gilmer2022"),
# [Kalra & Barkeshli 2024](https://arxiv.org/abs/2406.09405 "kalra2024"). Cyclical:
# [Smith 2017](https://arxiv.org/abs/1506.01186 "smith2017"); one cycle:
# [Smith & Topin 2018](https://arxiv.org/abs/1708.07120 "smith2018"); WSD:
# [Hu et al. 2024](https://arxiv.org/abs/2404.06395 "hu2024"),
# [Hägele et al. 2024](https://arxiv.org/abs/2405.18392 "haegele2024").

# %% [markdown]
# ## Worked example
#
# Warmup 4, then a cosine that reaches 0 at step 12; base rate 0.4. What is the rate at step 1, and
# at step 8?
#
# 1. Step 1 is in the warmup. It is the *second* update: $0.4 \cdot 2/4 = 0.2$.
# 2. Step 8: the clock of the cosine starts at step 4 and runs for 8 steps. It shows 4 of 8,
#    halfway: $0.4 \cdot (1 + \cos(\pi/2))/2 = 0.2$.

# %%
in_warmup = 0.4 * (1 + 1) / 4  # 1. the line
clock = (8 - 4) / (12 - 4)  # 2. the share of the cosine that is over
in_cosine = 0.4 * (1 + np.cos(np.pi * clock)) / 2
print(f"step 1: {in_warmup:.1f}, step 8: {in_cosine:.1f}")

# %% [markdown]
# **Your turn, with a blank.** Warmup-stable-decay with peak 0.6: warmup 3, stable 5, decay 4. The
# decay goes down in four equal stairs and its first step is already one stair down. What is the
# rate at step 9? Replace the dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(
    answer,
    0.6 - 0.6 * 2 / 4,
    "Steps 0 to 2 rise, 3 to 7 stay. Step 8 is the first stair. And step 9?",
)

# %% [markdown]
# ## Write it
#
# Five schedules. Each is a pure function: **step in, rate out**, no memory. Steps count from 0,
# and every function is asked for steps beyond its plan, too: say what holds there. `check` says at
# once how you do.

# %% [markdown]
# ### 1. Cosine annealing (5 points)
#
# $$\eta_t =
# \eta_{\text{low}} + (\eta_{\text{base}} - \eta_{\text{low}})\,\frac{1 + \cos(\pi\,t/T)}{2}
# \quad (t \le T), \qquad \eta_t = \eta_{\text{low}} \quad (t > T)$$
#
# ([Loshchilov & Hutter 2017](https://arxiv.org/abs/1608.03983 "loshchilov2017"), equation 5, one
# cycle.)


# %% tags=["solution:cosine_annealing"]
def cosine_annealing(step, base, total, low=0.0):
    """Half a cosine from base (step 0) to low (step total); low ever after.

    Example: base = 0.8, total = 4 gives 0.8, 0.68284, 0.4, 0.11716, 0.0, 0.0 at steps 0 to 5.
    """
    ### BEGIN SOLUTION
    share = min(step, total) / total
    return low + (base - low) * (1 + np.cos(np.pi * share)) / 2
    ### END SOLUTION


# %% tags=["exercise:cosine_annealing"]

# %% [markdown]
# Your cosine on the noisy bowl, at its own best peak, beside the best constant rate:

# %% tags=["demo"]
from lrlib.widgets import with_yours


def at_its_best(anneal):
    """The best of thirty peaks for a schedule on the noisy bowl, and the loss that it gives."""
    runs = {}
    for peak in np.geomspace(0.05, 1, 30):
        runs[peak] = mean_loss([anneal(step, peak, 1000) for step in range(1000)])
    return min(runs.items(), key=lambda run: run[1][-1])


# %% tags=["demo"]
def against_constant(anneal):
    peak, yours = at_its_best(anneal)
    constant = mean_loss([own_peak["constant"]] * 1000)
    fig = figure(width=6.4, height=3)
    fig.axes[0].semilogy(constant, "--", label="best constant rate")
    fig.axes[0].semilogy(yours, label=f"your cosine, peak {peak:.2f}")
    fig.axes[0].set(
        title="Your cosine_annealing", xlabel="step", ylabel="mean loss", ylim=(8e-3, 1)
    )
    fig.axes[0].legend()
    return picture(fig, f"Yours ends at {yours[-1]:.4f}, the constant rate at {constant[-1]:.4f}.")


with_yours(cosine_annealing, against_constant)

# %% [markdown]
# ### 2. Warmup, then cosine (5 points)
#
# $$\eta_t = \eta_{\text{base}}\,\frac{t+1}{W} \quad (t < W), \qquad
# \text{then cosine annealing whose clock starts at } W \text{ and ends at } T.$$
#
# Why $t + 1$? So that no update is wasted on the rate 0 and the last warmup step has the full base
# rate. `warmup = 0` is the plain cosine.


# %% tags=["solution:warmup_cosine"]
def warmup_cosine(step, base, warmup, total, low=0.0):
    """A straight rise for `warmup` steps, then a cosine that reaches low at step `total`.

    Example: base = 0.8, warmup = 4, total = 8 gives
    0.2, 0.4, 0.6, 0.8, 0.8, 0.68284, 0.4, 0.11716, 0.0 at steps 0 to 8.
    """
    ### BEGIN SOLUTION
    if step < warmup:
        return base * (step + 1) / warmup
    share = min(step - warmup, total - warmup) / (total - warmup)
    return low + (base - low) * (1 + np.cos(np.pi * share)) / 2
    ### END SOLUTION


# %% tags=["exercise:warmup_cosine"]

# %% [markdown]
# Your schedule trains the network from above at the peak 0.8, with and without a warmup:


# %% tags=["demo"]
def rescue(warm):
    fig, last = figure(width=6.4, height=3), []
    ax = fig.axes[0]
    for warmup, style in ((0, "--"), (600, "-")):
        run = lrlib.train(deep, sgd, lambda step, w=warmup: warm(step, 0.8, w, 1000), 1000)
        seen = np.where(run.losses < 1e3, run.losses, np.nan)
        ax.semilogy(seen, style, label=f"warmup of {warmup} steps: {run.outcome}")
        last.append(f"{run.loss:.3g}" if np.isfinite(run.loss) else "not a number")
    ax.set(title="Your warmup_cosine, peak 0.8", xlabel="step", ylabel="loss", ylim=(0.005, 100))
    ax.legend()
    return picture(fig, f"The last loss is {last[0]} without a warmup and {last[1]} with one.")


with_yours(warmup_cosine, rescue)

# %% [markdown]
# ### 3. Restarts (5 points)
#
# Cycles of length $P$, $P m$, $P m^2$, …; each is a cosine from base to low:
#
# $$\eta_t =
# \eta_{\text{low}} + (\eta_{\text{base}} - \eta_{\text{low}})\,\frac{1 + \cos(\pi\,k/P_i)}{2},
# \qquad k = \text{steps since the cycle of length } P_i \text{ began.}$$
#
# The restart step itself is back at base
# ([Loshchilov & Hutter 2017](https://arxiv.org/abs/1608.03983 "loshchilov2017")).


# %% tags=["solution:cosine_restarts"]
def cosine_restarts(step, base, period, mult=1, low=0.0):
    """Cosine cycles of length period, period * mult, period * mult**2, ...; each starts at base.

    Example: base = 0.8, period = 2, mult = 2 gives
    0.8, 0.4, 0.8, 0.68284, 0.4, 0.11716, 0.8 at steps 0 to 6.
    """
    ### BEGIN SOLUTION
    while step >= period:  # walk through the cycles that are over
        step, period = step - period, period * mult
    return low + (base - low) * (1 + np.cos(np.pi * step / period)) / 2
    ### END SOLUTION


# %% tags=["exercise:cosine_restarts"]

# %% [markdown]
# What restarts are good for: the end of **every** cycle is a model that you can use.


# %% tags=["demo"]
def usable_models(restarts):
    rates = [restarts(step, 0.24, 100, 2) for step in range(1500)]
    loss = mean_loss(rates)
    fig = figure(2, width=9.4, height=3)
    for ax, values, name in zip(
        fig.axes, (rates, loss), ("learning rate", "mean loss"), strict=True
    ):
        ax.plot(values)
        ax.set(title="Your cosine_restarts", xlabel="step", ylabel=name)
    fig.axes[1].set(yscale="log", title="The loss dips before each restart")
    dips = [loss[end - 1] for end in (100, 300, 700, 1500)]
    text = ", ".join(f"{dip:.4f}" for dip in dips)
    return picture(fig, f"Mean loss at the ends of the four cycles: {text}.")


with_yours(cosine_restarts, usable_models)

# %% [markdown]
# ### 4. One cycle (6 points)
#
# Two half cosines over the steps $0 \dots T-1$; with $u = \text{pct} \cdot T - 1$:
#
# $$\begin{aligned}
# \text{up:}\quad & \frac{\text{peak}}{\text{div}} \to \text{peak},
# && \text{share } \frac{t}{u} && (t \le u)\\
# \text{down:}\quad & \text{peak} \to \frac{\text{peak}}{\text{div}\cdot\text{final}},
# && \text{share } \frac{t-u}{T-1-u} && (u < t < T), \text{ then it stays.}
# \end{aligned}$$
#
# A half cosine from $a$ to $b$ with share $s$ is $a + (b - a)\,(1 - \cos(\pi s))/2$. The numbers
# are those of PyTorch's `OneCycleLR`; the idea is
# [Smith & Topin's](https://arxiv.org/abs/1708.07120 "smith2018"). Note that $u$ need not be whole.


# %% tags=["solution:one_cycle"]
def one_cycle(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    """Half a cosine up from peak/div to peak, half a cosine down to peak/(div * final_div).

    Example: peak = 1.0, total = 10 (so u = 2) gives 0.04, 0.52, 1.0 at steps 0, 1, 2 and
    0.9505 at step 3, 0.000004 at step 9 and later.
    """
    ### BEGIN SOLUTION
    top = pct_start * total - 1
    bottom, end = peak / div, peak / (div * final_div)
    if step <= top:
        return bottom + (peak - bottom) * (1 - np.cos(np.pi * step / top)) / 2
    share = min(1.0, (step - top) / (total - 1 - top))
    return peak + (end - peak) * (1 - np.cos(np.pi * share)) / 2
    ### END SOLUTION


# %% tags=["exercise:one_cycle"]

# %% [markdown]
# Your cycle, read on two axes. A plain axis hides how far down the end is:


# %% tags=["demo"]
def two_axes(cycle):
    rates = [cycle(step, 0.5, 1000) for step in range(1000)]
    fig = figure(2, width=9.4, height=3)
    for ax, scale in zip(fig.axes, ("linear", "log"), strict=True):
        ax.plot(rates)
        ax.set(
            title=f"Your one_cycle, {scale} axis",
            xlabel="step",
            ylabel="learning rate",
            yscale=scale,
        )
    text = f"Start {rates[0]:.3g}, peak {max(rates):.3g} at step {np.argmax(rates)}, "
    return picture(fig, text + f"end {rates[-1]:.1e}.")


with_yours(one_cycle, two_axes)

# %% [markdown]
# ### 5. Warmup, stable, decay (5 points)
#
# $$\text{peak}\,\frac{t+1}{W} \;\; (t < W), \qquad \text{peak for } S \text{ steps}, \qquad
# \text{peak} - (\text{peak} - \text{low})\,\frac{k+1}{D} \;\; (k = 0, \dots, D-1),
# \qquad \text{low.}$$
#
# ([Hu et al. 2024](https://arxiv.org/abs/2404.06395 "hu2024"), with a straight decay as in
# [Hägele et al. 2024](https://arxiv.org/abs/2405.18392 "haegele2024").)


# %% tags=["solution:wsd"]
def wsd(step, peak, warmup, stable, decay, low=0.0):
    """Warmup, stable, decay: up in equal stairs, flat, down in equal stairs, then low.

    Example: peak = 0.8, warmup = 2, stable = 2, decay = 4 gives
    0.4, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2, 0.0, 0.0 at steps 0 to 8.
    """
    ### BEGIN SOLUTION
    if step < warmup:
        return peak * (step + 1) / warmup
    k = step - warmup - stable
    if k < 0:
        return peak
    if k < decay:
        return peak - (peak - low) * (k + 1) / decay
    return low
    ### END SOLUTION


# %% tags=["exercise:wsd"]

# %% [markdown]
# What it is good for: **one** stable run serves every budget. Branch off a short decay whenever a
# model is needed; the trunk goes on. A cosine would need a run of its own for each budget.


# %% tags=["demo"]
def decayed(shape, budget):
    """Mean loss of a run whose last fifth is the decay."""
    stable = budget - 50 - budget // 5
    return mean_loss([shape(step, 0.11, 50, stable, budget // 5) for step in range(budget)])


# %% tags=["demo"]
def branches(shape):
    trunk = mean_loss([shape(step, 0.11, 50, 2000, 1) for step in range(1600)])
    fig, said = figure(width=6.8, height=3.4), "After the decay"
    fig.axes[0].semilogy(
        range(100, 1600), trunk[100:], color="grey", label="stable rate: the trunk"
    )
    for budget in (400, 800, 1600):
        loss, late = decayed(shape, budget), np.arange(4 * budget // 5 - 1, budget)
        fig.axes[0].semilogy(late, loss[late], "o-", markevery=[-1], label=f"budget {budget}")
        said += f", budget {budget}: {loss[-1]:.4f} (trunk {trunk[budget - 1]:.4f})"
    fig.axes[0].set(title="Your wsd: one run, three budgets", xlabel="step", ylabel="mean loss")
    fig.axes[0].legend()
    return picture(fig, said + ".")


with_yours(wsd, branches)

# %% [markdown]
# ## Find the bug
#
# **One.** This cosine is right at every step of its plan: start, middle, end. In one project the
# schedule was planned in epochs and asked after every *batch*, far beyond its plan
# ([ivadomed, issue 57](https://github.com/ivadomed/ivadomed/issues/57 "ivadomed57")): the rate
# went up and down in waves that nobody had planned.


# %% tags=["demo"]
def cosine_with_a_bug(step, base, total, low=0.0):
    return low + (base - low) * (1 + np.cos(np.pi * step / total)) / 2


# %% [markdown]
# Write a test that accepts a right `cosine_annealing` and stops this one.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(anneal):
    rates = [anneal(step, 1.0, 10) for step in (0, 5, 10)]
    return np.allclose(rates, [1.0, 0.5, 0.0])  # replace this by a test that catches the bug


hunt("cosine_without_clamp", my_test, wrong=cosine_with_a_bug)

# %% [markdown]
# **Two.** This function returns the rate of every update of a training. The schedule was built for
# all updates, but moves on once an **epoch** only. It was found in the solutions to
# [a book's exercises](https://github.com/ageron/handson-mlp/issues/28 "handson28"). The mistake is
# easy to make: some schedules are meant to move once an epoch.


# %% tags=["demo"]
def rates_with_a_bug(peak, epochs, batches):
    schedule = lrlib.SCHEDULES["one_cycle"](peak, epochs * batches)
    return np.array([schedule(epoch) for epoch in range(epochs) for _ in range(batches)])


print(rates_with_a_bug(0.4, epochs=5, batches=10)[[0, 10, 20, 30, 40, 49]].round(3))

# %% [markdown]
# Nothing crashes, the rate changes, the loss falls. Write a test that stops it, and accepts the
# right rates:

# %% tags=["demo"]


def my_other_test(rates_of):
    rates = rates_of(0.4, 5, 10)
    return len(rates) == 50 and rates[0] < 0.4  # replace this by a test that catches the bug


hunt("one_cycle_per_epoch", my_other_test, wrong=rates_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - **A schedule is a shape times a peak.** The peak must be found, for each shape anew.
# - High for long, low at the end: shapes that do this end close together. Where there is little
#   noise, a decay can cost more than it gives.
# - A plan needs the horizon. A little too long is harmless; twice too long is not.
# - Warmup opens larger peaks to a network: the rising rate pushes the sharpness down to 2 / rate.
# - Ask every schedule for a step beyond its plan, and count in updates, not in epochs.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("06_schedules_2")
