# %% [markdown]
# # 02 · Too low, too high
#
# *75 minutes · 20 points*
#
# Afterwards you can
# - say from rate and curvature whether a run creeps, jumps or explodes;
# - compute the limit $2/L$, even if you cannot write the curvature down;
# - tell three kinds of "the loss oscillates" apart.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("02_too_low_too_high")

# %% [markdown]
# ## Predict
#
# Least squares with 20 weights. There is a rate above which gradient descent explodes. We run
# 4000 steps a twentieth of a percent below it, and a twentieth of a percent above it.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict

x = np.random.default_rng(0).normal(size=(40, 20))
line = lrlib.PROBLEMS["linear_regression"]((x, np.zeros(40)))  # the best weights are all 0
L = lrlib.measure.power_iteration(lambda v: x.T @ (x @ v) / 40, np.ones(20), 200)
parts = np.array([0.1, 0.5, 0.95, 0.9995, 1.0005, 1.005])  # of the limit 2 / L
sgd = lrlib.OPTIMIZERS["sgd"]()
runs = lrlib.train(line, sgd, parts * 2 / L, 4000, theta0=np.ones(20))

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
for loss, part, style in zip(runs.losses.T[2:], parts[2:], ("-", "--", "-.", ":"), strict=True):
    ax.semilogy(loss, style, linewidth=2, label=f"{part} × the limit")
ax.set(title="A hair below, a hair above", xlabel="step", ylabel="loss", ylim=(1e-16, 1e16))
ax.legend()
start, below, above = runs.losses[0, 0], runs.loss[3], runs.loss[4]
said = f"From a loss of {start:.0f}: at 0.9995 of the limit it ends at {below:.1e}, "
said += f"at 1.0005 at {above:.1e}, at 1.005 at {runs.loss[5]:.0e}."
predict("02_too_low_too_high", "a_hair", picture(fig, said))

# %% [markdown]
# ## Observe
#
# You look down into a valley. Along it the curvature is 1, across it as you choose. Find the law
# **before** you read it below:
#
# 1. For each of the three curvatures: the largest rate at which the loss still shrinks. Note three
#    pairs.
# 2. Turn the valley by 30 degrees. Does the limit move?
# 3. At which rate does the path stop walking in on one side and begin to jump?
# 4. Your three pairs: what is rate times curvature?

# %% tags=["demo"]
from lrlib.widgets import live, valley_explorer

live(valley_explorer.EXPLORER)

# %% [markdown]
# ## Explain
#
# **One weight in a bowl.** The loss is $f(x) = \tfrac{\lambda}{2}x^2$, its gradient $\lambda x$,
# $\lambda$ the curvature. So
#
# $$x_{t+1} = x_t - \eta\,\lambda x_t = (1 - \eta\lambda)\,x_t
# \qquad\Longrightarrow\qquad x_t = (1-\eta\lambda)^t\,x_0.$$
#
# One number decides, the factor $1-\eta\lambda$:
#
# | rate × curvature | factor | regime |
# |---|---|---|
# | up to 1 | from 1 to 0 | **monotone**: closer, on the same side |
# | 1 to 2 | from 0 to −1 | **oscillating**: jumps across, and closer |
# | above 2 | below −1 | **diverging**: jumps across, and farther away |
#
# The whole story in one picture:

# %% tags=["demo"]
from lrlib.widgets.regime_map import regime_map

regime_map()

# %% [markdown]
# **Many weights.** A bowl in many dimensions is a bowl in one dimension along each of its own
# directions (the eigenvectors of the Hessian), each with its own curvature. All share one rate. So
# the *largest* curvature $L$ sets the limit, and the *smallest*, $\mu$, is the slowest:
#
# $$\eta < \frac{2}{L}, \qquad \text{slowest factor } 1-\eta\mu .$$
#
# That is why a long narrow valley is hard: too steep for a large rate, too flat for a small one.
# ([Goh 2017](https://distill.pub/2017/momentum/ "goh2017"))

# %% [markdown]
# ### "Too high: it overshoots, oscillates, diverges"
#
# What you predicted above, as a table:

# %% tags=["demo"]
print(f"largest curvature L = {L:.4f}, so the limit 2 / L = {2 / L:.4f}")
for part, loss in zip(parts, runs.loss, strict=True):
    print(f"rate {part:6} × limit   loss after 4000 steps {loss:9.1e}")
fig = figure(width=6.4, height=2.6)
(ax,) = fig.axes
factors = 1 - 2 * parts
ax.axhspan(-1, 1, color="grey", alpha=0.2, label="shrinks")
ax.plot(parts, factors, "o-", label="factor along the steepest direction")
ax.set(title="Overshooting is not diverging", xlabel="rate / limit", ylabel="factor per step")
ax.legend()
picture(fig, f"At half the limit the factor is {factors[1]:.0f}, at 0.95 of it {factors[2]:.1f}.")

# %% [markdown]
# **What people read.** With too high a rate the run overshoots, oscillates or diverges.
#
# **What we just measured.** These are different things with an exact border. At 0.95 of the limit
# every step overshoots along the steepest direction, and the loss still goes to nothing. A tenth of
# a percent decides between fading and exploding.
#
# **Why it seemed true.** Nobody looks at the curvature, so "too high" seems to come by degrees.
#
# **What is true.** Monotone up to $1/L$, oscillating *and converging* up to $2/L$, diverging above.
# This is exact on a bowl. Momentum $m$ raises the limit to $(2+2m)/L$ (notebook 04). In a network
# the curvature itself moves, so that a rate above the first limit may survive
# ([Lewkowycz et al. 2020](https://arxiv.org/abs/2003.02218 "lewkowycz2020")): below, and notebook
# 11.
#
# **Source.** [Goh 2017](https://distill.pub/2017/momentum/ "goh2017"), "First Steps: Gradient
# Descent".

# %% [markdown]
# ### "Too high: the loss oscillates"
#
# Three runs. First a bowl at 0.95 of its limit. Second a bowl whose gradient carries noise, as with
# small batches. Third a network trained on all its data, without any noise.

# %% tags=["demo"]
steep = lrlib.train(lrlib.PROBLEMS["bowl"](1.0), sgd, 1.9, 60)
noisy = lrlib.train(lrlib.PROBLEMS["noisy_bowl"](1.0, theta0=[5.0]), sgd, 0.2, 60)
shaky = noisy.thetas[:, 0] ** 2 / 2  # the loss without the noise

inputs = np.linspace(-2, 2, 50)[:, None]
targets = np.sin(3 * inputs) + 0.5 * np.sign(inputs)
tanh_net = lrlib.PROBLEMS["mlp"](
    (1, 24, 24, 1), "tanh", "squared_error", data=(inputs, targets), batch_size=None
)
edge = lrlib.train(tanh_net, sgd, 0.2, 3000, seed=0)


def rising(losses):
    """Percentage of steps on which the loss goes up."""
    return 100 * np.mean(np.diff(losses) > 0)


# %% tags=["demo"]
fig = figure(3, width=9.6, height=2.8)
names = ("jumping across", "noise", "edge of stability")
for ax, losses, name in zip(fig.axes, (steep.losses, shaky, edge.losses), names, strict=True):
    ax.semilogy(losses, linewidth=1.2)
    ax.set(title=name, xlabel="step", ylabel="loss")
zoom = fig.axes[2].inset_axes((0.42, 0.5, 0.55, 0.4), xticks=[], yticks=[], facecolor="none")
zoom.set_title("its last 30 steps", fontsize=8, color="grey")
zoom.plot(edge.losses[-30:], linewidth=1)
flips = np.sum(np.diff(np.sign(steep.thetas[:, 0])) != 0)
sharp = lrlib.measure.sharpness(tanh_net, edge.theta)

# %% tags=["demo"]
said = f"Jumping across: the weight changes sign {flips} times in 60 steps, and the loss rises on "
said += f"{rising(steep.losses):.0f} % of the steps. Noise: it rises on {rising(shaky):.0f} %. "
said += f"Network: it rises on {rising(edge.losses):.0f} % of 3000 steps and falls from "
said += f"{edge.losses[0]:.2f} to {edge.loss:.3f}; its curvature ends at {sharp:.1f}, "
said += f"and 2 / rate is {2 / 0.2:.0f}."
predict("02_too_low_too_high", "loss_oscillates", picture(fig, said))

# %% [markdown]
# **What people read.** Too high a rate makes the loss oscillate, so that it cannot settle.
#
# **What we just measured.** In the first run the *weight* oscillates and the loss never rises.
# In the second the rate is a tenth of the limit and the loss trembles all the same. In the third
# it rises on a large part of the steps, and yet falls far in the end.
#
# **Why it seemed true.** All three look ragged, and lowering the rate smooths all three.
#
# **What is true.** (1) Jumping across a steep direction: the loss falls below $2/L$. (2) Noise of
# small batches: it holds the loss up at a floor. (3) The *edge of stability*: full-batch gradient
# descent drives the curvature up to about $2/\eta$ and hovers there while the loss goes on falling.
# It is typical of networks, and clearest with squared error.
#
# **Source.** [Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021");
# for the noise [Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018").

# %% [markdown]
# ### "Too high: it converges too quickly, to a suboptimal solution"
#
# A bowl of curvature 1, noise of size 1 in the gradient, 2000 independent weights. Where does
# the loss stay? The mean of $x^2$ stops changing where shrinking and noise are even:
#
# $$\mathbb{E}[x^2] = (1-\eta)^2\,\mathbb{E}[x^2] + \eta^2
# \qquad\Longrightarrow\qquad \tfrac12\,\mathbb{E}[x^2] = \frac{\eta}{2\,(2-\eta)}.$$

# %% tags=["demo"]
cloud = lrlib.PROBLEMS["noisy_bowl"](np.ones(2000), theta0=np.full(2000, 5.0))
mean_losses = {}
for lr in (0.4, 0.2, 0.1, 0.05):
    weights = lrlib.train(cloud, sgd, lr, 200, keep_path=True).thetas
    mean_losses[lr] = (weights**2).mean(axis=1) / 2

# %% tags=["demo"]
fig, said = figure(width=6.4, height=3.2), []
(ax,) = fig.axes
for (lr, losses), style in zip(mean_losses.items(), ("-", "--", "-.", ":"), strict=True):
    floor = lrlib.measure.noise_floor(lr)
    (drawn,) = ax.semilogy(losses, style, linewidth=2, label=f"rate {lr}")
    ax.axhline(floor, color=drawn.get_color(), linewidth=0.8)
    said.append(f"rate {lr}: {losses[-50:].mean():.4f} (formula {floor:.4f})")
ax.set(
    title="Every rate has its floor (thin lines: the formula)", xlabel="step", ylabel="mean loss"
)
ax.legend()
picture(fig, f"Mean loss of the last 50 steps. {'; '.join(said)}.")

# %% [markdown]
# **What people read.** Too high a rate converges too quickly to a suboptimal solution.
#
# **What we just measured.** The high rate is fast at first, then stays at a floor. It did not
# *converge* there: the weights go on moving, and half the rate brings the floor down to about half.
#
# **Why it seemed true.** A curve that turns flat looks like an arrival.
#
# **What is true.** Below the limit, with noise, a constant rate hovers at a floor nearly
# proportional to the rate. Above the limit it diverges, or breaks the network (notebook 03). A
# smaller rate later removes the floor: that is what schedules are for (notebook 05).
#
# **Source.** [Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018"),
# theorem 4.6.

# %% [markdown]
# ### "Exponential decay: the rate continuously decreases"
#
# True. But how far can a run travel? Same cloud, start at distance 5, rate
# $0.4\,e^{-0.2t}$. Commit first.


# %% tags=["demo"]
def fast(step):
    return 0.4 * np.exp(-0.2 * step)


def slow(step):
    return 1 / (2.5 + step / 20)


# %% tags=["demo"]
fig = figure(width=6.4, height=3)
(ax,) = fig.axes
ends = {}
for name, schedule, style in (("0.4 exp(-0.2 t)", fast, "-"), ("1 / (2.5 + t/20)", slow, "--")):
    weights = lrlib.train(cloud, sgd, schedule, 2000, keep_path=True).thetas
    ends[name] = abs(weights[-1].mean()), sum(schedule(step) for step in range(2000))
    ax.loglog(abs(weights.mean(axis=1)) + 1e-4, style, linewidth=2, label=f"rate {name}")
ax.set(title="One schedule stops on the way", xlabel="step", ylabel="distance of the mean")
ax.legend()
said = "; ".join(f"{n}: stops {d:.3f} away, sum of all rates {s:.1f}" for n, (d, s) in ends.items())
predict("02_too_low_too_high", "decay_too_fast", picture(fig, f"After 2000 steps. {said}."))

# %% [markdown]
# **What people read.** Exponential decay continuously decreases the rate.
#
# **What we just measured.** It does, and the run stopped before it arrived. It had 2000 steps.
# After the first few dozen they were all too short to matter.
#
# **Why it seemed true.** The sentence *is* true. It just leaves out the question.
#
# **What is true.** The rates of a geometric decay have a finite sum, and with it the distance that
# the run can shrink: roughly $e^{-\lambda\sum\eta_t}$ of the start is left. The
# classical conditions for arriving from anywhere, under noise, are $\sum\eta_t = \infty$ and
# $\sum\eta_t^2 < \infty$. The slow schedule meets both. In practice: give an exponential decay
# enough budget.
#
# **Source.** [Robbins & Monro 1951](https://doi.org/10.1214/aoms/1177729586 "robbins1951").

# %% [markdown]
# ### "How to calculate the learning rate"
#
# Guides announce it. When you *know* the curvatures, you can. With $\mu$ the smallest and
# $L$ the largest, the worst factor of the rate $\eta$ is $\max(|1-\eta\mu|, |1-\eta L|)$. It is
# smallest where the two are equal:
#
# $$1-\eta\mu = -(1-\eta L) \quad\Longrightarrow\quad \eta^\star = \frac{2}{\mu+L}.$$

# %% tags=["demo"]
curvatures = np.linalg.eigvalsh(x.T @ x / 40)
mu = curvatures[0]
rates = {"1 / L": 1 / L, "2 / (mu + L)": 2 / (mu + L)}
for name, lr in rates.items():
    run = lrlib.train(line, sgd, lr, 200, theta0=np.ones(20))
    print(f"rate {name:12s} = {lr:.4f}   loss after 200 steps {run.loss:.1e}")
print(f"L / mu = {L / mu:.0f}")

# %% [markdown]
# **What people read.** Here is how to calculate the learning rate.
#
# **What we just measured.** With the curvatures known, the formula works, and beats the safe choice
# $1/L$ by a wide margin.
#
# **Why it seemed true.** On a bowl it *is* true.
#
# **What is true.** A network has no $\mu$ and $L$ to look up: its curvature changes as it trains.
# If the smallest loss is known there is Polyak's step, and a line search needs only the loss
# (notebook 11). Else one searches (notebooks 09 and 10). Always known: $1/L$ is safe, $2/L$ the
# limit.
#
# **Source.** [Goh 2017](https://distill.pub/2017/momentum/ "goh2017"), "Choosing a Step-size".

# %% [markdown]
# ### And steps above the limit?
#
# A valley with curvatures from 0.05 to 1, so the limit is 2. We repeat a cycle of eight rates;
# some of them are far above 2. Rivals: the best constant rate. Commit first.

# %% tags=["demo"]
many = np.linspace(0.05, 1.0, 50)
angles = (2 * np.arange(8) + 1) * np.pi / 16
cycle = 2 / (1.05 - 0.95 * np.cos(angles))  # Chebyshev's points between 0.05 and 1, inverted
bowl = lrlib.PROBLEMS["bowl"](many)
ours = lrlib.train(bowl, sgd, lambda step: cycle[step % 8], 40)
best = lrlib.train(bowl, sgd, 2 / 1.05, 40)
distances = [np.linalg.norm(run.thetas, axis=1) for run in (ours, best)]
said = f"{np.sum(cycle > 2)} of 8 rates lie above the limit, the largest at {cycle.max():.1f}. "
said += f"After 40 steps: {distances[0][-1]:.1e} with the cycle, "
said += f"{distances[1][-1]:.1e} with the best constant rate."

# %% tags=["demo"]
fig = figure(2, width=9.0, height=3)
left, right = fig.axes
left.bar(range(1, 9), cycle)
left.axhline(2, color="grey", linestyle="--", label="limit 2 / L")
left.set(title="The cycle of eight rates", xlabel="step", ylabel="learning rate")
right.semilogy(distances[0], label="the cycle, five times")
right.semilogy(distances[1], "--", label="best constant rate")
right.set(title="Distance to the minimum", xlabel="step", ylabel="distance")
for ax in fig.axes:
    ax.legend()
predict("02_too_low_too_high", "above_the_limit", picture(fig, said))

# %% [markdown]
# Each long step blows up the steep directions and almost finishes off a flat one; the short steps
# repair the rest. The limit $2/L$ is one for **constant** rates. On a bowl these are Chebyshev's
# steps; that long steps help for every smooth convex loss was proved only recently
# ([Altschuler & Parrilo 2023](https://arxiv.org/abs/2309.07879 "altschuler2023");
# [Grimmer 2024](https://arxiv.org/abs/2307.06324 "grimmer2024")).

# %% [markdown]
# ## Worked example
#
# A bowl of curvature 4. What does the rate 0.3 do, and how many steps until a hundredth of the
# distance is left?

# %%
factor = 1 - 0.3 * 4  # 1. the factor: -0.2, between 0 and -1, so it oscillates and converges
limit = 2 / 4  # 2. the limit: 0.3 is below it
steps = np.log(0.01) / np.log(abs(factor))  # 3. solve |factor| ** n = 0.01
print(f"factor {factor:.1f}, limit {limit}, {steps:.2f}: three steps do it")

# %% [markdown]
# **Your turn, with a blank.** The same bowl, rate 0.45. What is the factor? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 1 - 0.45 * 4, "One minus rate times curvature. Mind the sign.")

# %% [markdown]
# ## Write it
#
# Five functions. The bowl is always $f(x) = \tfrac{\lambda}{2}x^2$.

# %% [markdown]
# ### 1. The largest curvature, without the matrix (6 points)
#
# A network has too many weights to write its Hessian $H$ down. But a product $Hv$ costs about as
# much as a gradient ([Pearlmutter 1994](https://doi.org/10.1162/neco.1994.6.1.147
# "pearlmutter1994")). Multiply again and again, and the direction of the largest curvature wins:
#
# $$v \leftarrow \frac{v_0}{\lVert v_0\rVert}, \qquad \text{`steps` times: } w = Hv,\;
# v \leftarrow \frac{w}{\lVert w\rVert}, \qquad \text{result: } v \cdot Hv .$$
#
# ([Mises & Pollaczek-Geiringer 1929](https://doi.org/10.1002/zamm.19290090206 "mises1929"))
# You get `hvp(v)`, which returns $Hv$; call it exactly `steps + 1` times. The result keeps its
# sign. If `hvp` returns the zero vector on the way, stop and return 0.0.


# %% tags=["solution:power_iteration"]
def power_iteration(hvp, v0, steps):
    """Eigenvalue of largest magnitude of a symmetric matrix, given only hvp(v) = matrix times v.

    Normalise v0; `steps` times: multiply, normalise; return v . hvp(v). Calls: steps + 1.
    Example: hvp = lambda v: np.array([2.0, 1.0]) * v, v0 = np.array([3.0, 4.0]), steps = 0
    gives 1.36: v = [0.6, 0.8], so 2 * 0.36 + 1 * 0.64.
    """
    ### BEGIN SOLUTION
    v = np.asarray(v0, dtype=float)
    v = v / np.linalg.norm(v)
    for _ in range(steps):
        w = hvp(v)
        length = np.linalg.norm(w)
        if length == 0:
            return 0.0
        v = w / length
    return float(np.sum(v * hvp(v)))
    ### END SOLUTION


# %% tags=["exercise:power_iteration"]

# %% [markdown]
# Your curvature draws a line at $2/L$. A sweep over 60 rates, which knows nothing of it, decides
# whether you are right.

# %% tags=["demo"]
from lrlib.widgets import with_yours

sixty = np.geomspace(0.1, 1.2, 60)
swept = lrlib.train(line, sgd, sixty, 1000, theta0=np.ones(20)).loss
exploding = sixty[np.argmax(swept > 1e3)]  # the first rate of the sweep that does


# %% tags=["demo"]
def limit_of_a_line(largest):
    found = largest(lambda v: x.T @ (x @ v) / 40, np.ones(20), 100)
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.loglog(sixty, np.clip(swept, 1e-30, 1e30), "o", markersize=4, label="a run of 1000 steps")
    ax.axvline(2 / found, color="grey", linestyle="--", label="2 / your curvature")
    ax.set(title="Your limit, and the truth", xlabel="learning rate", ylabel="loss at the end")
    ax.legend()
    said = f"Your limit: {2 / found:.3f}. The first rate of the sweep that explodes: "
    return picture(fig, f"{said}{exploding:.3f}.")


with_yours(power_iteration, limit_of_a_line)

# %% [markdown]
# ### 2. The regime (4 points)
#
# For a rate $\eta > 0$ and a curvature $\lambda > 0$ return `"monotone"` if $\eta\lambda \le 1$,
# `"oscillating"` if it is between 1 and 2, `"diverging"` if it is above 2. Raise a `ValueError` if
# the rate or the curvature is zero or negative: then none of the three words is right.


# %% tags=["solution:regime"]
def regime(lr, curvature):
    """Regime of gradient descent on a bowl: "monotone", "oscillating" or "diverging".

    It depends on lr * curvature: up to 1, between 1 and 2, above 2.
    Raises ValueError if lr <= 0 or curvature <= 0.
    Example: lr = 0.3, curvature = 4.0 gives "oscillating".
    """
    ### BEGIN SOLUTION
    if lr <= 0 or curvature <= 0:
        raise ValueError(f"regime needs lr > 0 and curvature > 0, got {lr} and {curvature}")
    product = lr * curvature
    if product <= 1:
        return "monotone"
    return "oscillating" if product < 2 else "diverging"
    ### END SOLUTION


# %% tags=["exercise:regime"]

# %% [markdown]
# Your words as a map. On two logarithmic axes the borders $\eta\lambda = 1$ and $2$ are straight.

# %% tags=["demo"]
words = ["monotone", "oscillating", "diverging"]
lrs, steepness = np.geomspace(1e-3, 10, 60), np.geomspace(0.1, 1000, 60)
places = ((0.006, 2.0, 0, "white"), (0.44, 3.4, -24, "black"), (1.0, 60.0, 0, "black"))


# %% tags=["demo"]
def map_of_words(name_it):
    table = [[words.index(name_it(lr, h)) for lr in lrs] for h in steepness]
    fig = figure(width=6.4, height=3.2)
    (ax,) = fig.axes
    ax.pcolormesh(lrs, steepness, table, cmap="cividis")
    for word, (lr, h, turn, colour) in zip(words, places, strict=True):
        ax.text(lr, h, word, ha="center", va="center", rotation=turn, color=colour)
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="curvature")
    ax.set_title("Your regime")
    return picture(fig, "Monotone below, diverging above, and a narrow band between.")


with_yours(regime, map_of_words)

# %% [markdown]
# ### 3. The best constant rate (3 points)
#
# $$\eta^\star = \frac{2}{\mu + L}$$


# %% tags=["solution:best_constant_lr"]
def best_constant_lr(mu, L):
    """The constant rate with the fastest worst case for curvatures in [mu, L]: 2 / (mu + L).

    Example: mu = 1.0, L = 9.0 gives 0.2.
    """
    ### BEGIN SOLUTION
    return 2 / (mu + L)
    ### END SOLUTION


# %% tags=["exercise:best_constant_lr"]

# %% [markdown]
# Your rate against all others, in a valley with curvatures from 1 to 9.


# %% tags=["demo"]
def worst_factor(lr):
    """Size of the larger of the two factors, in a valley with the curvatures 1 and 9."""
    return np.maximum(abs(1 - lr), abs(1 - 9 * lr))


grid = np.linspace(0.02, 0.24, 300)


# %% tags=["demo"]
def valley_of_rates(best_rate):
    mine = best_rate(1.0, 9.0)
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.plot(grid, abs(1 - grid), ":", label="along, curvature 1")
    ax.plot(grid, abs(1 - 9 * grid), "--", label="across, curvature 9")
    ax.plot(grid, worst_factor(grid), linewidth=3, alpha=0.5, label="the worse of the two")
    ax.plot(mine, worst_factor(mine), "o", markersize=10, color="grey", label="yours")
    ax.set(title="Size of the factor", xlabel="learning rate", ylabel="size of the factor per step")
    ax.legend()
    return picture(
        fig,
        f"At your rate {mine:.3f} the worst factor is {worst_factor(mine):.3f}; "
        f"the best of all is {worst_factor(grid).min():.3f}.",
    )


with_yours(best_constant_lr, valley_of_rates)

# %% [markdown]
# ### 4. How many steps? (4 points)
#
# The smallest whole number $n \ge 1$ with
#
# $$|1-\eta\lambda|^n \le \text{tolerance}, \qquad 0 < \text{tolerance} < 1.$$
#
# Return 1 if the factor is 0, and infinity (`np.inf`) if the run never gets there.


# %% tags=["solution:steps_to"]
def steps_to(tolerance, lr, curvature):
    """Steps until the distance has shrunk to `tolerance` times the start, on a bowl.

    Smallest n >= 1 with abs(1 - lr * curvature) ** n <= tolerance; inf if there is none.
    Example: tolerance = 0.01, lr = 0.3, curvature = 4.0 gives 3.
    """
    ### BEGIN SOLUTION
    factor = abs(1 - lr * curvature)
    if factor >= 1:
        return np.inf
    if factor <= tolerance:
        return 1
    n = max(1, int(np.ceil(np.log(tolerance) / np.log(factor))))
    while n > 1 and factor ** (n - 1) <= tolerance:  # the logarithm may be off by a rounding
        n -= 1
    while factor**n > tolerance:
        n += 1
    return n
    ### END SOLUTION


# %% tags=["exercise:steps_to"]

# %% [markdown]
# Your count at every rate, for three curvatures at once. All must arrive, so the highest curve
# counts.


# %% tags=["demo"]
def price_of_a_rate(count):
    grid = np.geomspace(0.003, 0.6, 250)
    fig = figure(width=6.4, height=3.2)
    (ax,) = fig.axes
    for h, style in ((1.0, ":"), (4.0, "--"), (9.0, "-")):
        ax.loglog(grid, [count(0.01, lr, h) for lr in grid], style, label=f"curvature {h:g}")
    ax.set(title="Your steps_to: until a hundredth is left", xlabel="learning rate", ylabel="steps")
    ax.legend()
    low, mid = count(0.01, 0.002, 9.0), count(0.01, 0.2, 9.0)
    said = f"Curvature 9: {low} steps at rate 0.002, {mid} at 0.2. "
    return picture(fig, f"{said}Above {2 / 9:.3f} it never arrives.")


with_yours(steps_to, price_of_a_rate)

# %% [markdown]
# ### 5. Has it diverged? (3 points)
#
# `losses` is the history of a run, positive unless it broke down. Return `True` if any loss is not
# finite, or any is larger than `factor` times the first. Else `False`.


# %% tags=["solution:diverged"]
def diverged(losses, factor=10.0):
    """Whether a run has diverged: a loss that is not finite, or one above `factor` times the first.

    Example: losses = [1.0, 3.0, 12.0] gives True, losses = [1.0, 3.0, 8.0] gives False.
    """
    ### BEGIN SOLUTION
    losses = np.asarray(losses, dtype=float)
    return bool(not np.isfinite(losses).all() or (losses > factor * losses[0]).any())
    ### END SOLUTION


# %% tags=["exercise:diverged"]

# %% [markdown]
# Your alarm on forty runs of the tanh network from above, each at another rate.


# %% tags=["demo"]
def alarm(is_lost):
    runs = lrlib.train(tanh_net, sgd, np.geomspace(0.01, 10, 40), 100)
    lost = np.array([is_lost(run) for run in runs.losses.T])
    fig = figure(width=6.4, height=3.2)
    (ax,) = fig.axes
    for run, off in zip(np.minimum(runs.losses, 1e9).T, lost, strict=True):
        ax.semilogy(run, color="#d55e00" if off else "#0072b2", linewidth=1, alpha=0.7)
    ax.set(
        title="Orange: your function says diverged", xlabel="step", ylabel="loss", ylim=(1e-2, 1e4)
    )
    silent = int(np.isnan(runs.loss).sum())
    said = f"{lost.sum()} of 40 runs are lost; {silent} of them end as not a number, and their "
    return picture(fig, f"{said}curves just stop.")


with_yours(diverged, alarm)

# %% [markdown]
# ## Find the bug
#
# A training script wanted to stop runs that had exploded: `if loss > 100: stop`. Some runs went on
# to the end of their budget, on garbage
# ([karpathy/autoresearch, pull request 84](https://github.com/karpathy/autoresearch/pull/84
# "autoresearch84")). Here is the same fault in our words. Which exploded run gets past it?


# %% tags=["demo"]
def diverged_with_a_bug(losses, factor=10.0):
    return any(loss > factor * losses[0] for loss in losses)


# %% [markdown]
# Write a test that accepts a right `diverged` and stops this one. It gets a function and returns
# `True` if the function's answers are right.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(is_lost):
    return is_lost([1.0, 20.0]) is True  # replace this by a test that catches the bug


hunt("not_a_number", my_test, wrong=diverged_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - One step on a bowl multiplies the distance by **1 − rate × curvature**. This number is the
#   regime.
# - Monotone up to $1/L$, oscillating and converging up to $2/L$, diverging above. A hair decides.
# - Jumping across, noise and the edge of stability all look ragged. Only the first is the limit's
#   doing.
# - With noise a constant rate hovers at a floor, nearly proportional to it. It has not converged.
# - Rates that sum to a finite number may stop on the way. And `nan > 10` is false.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("02_too_low_too_high")
