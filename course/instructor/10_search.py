# %% [markdown]
# # 10 · Search, batch size, layers
#
# *90 minutes · 26 points*
#
# Afterwards you can
# - search for a rate on the logarithmic scale, within a budget, and tell when not to believe it;
# - say when random search beats a grid, and when it does not;
# - carry a rate over to another batch size, and say what the rule assumes;
# - give each layer its own rate, and tell when that helps.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("10_search")

# %% [markdown]
# ## Predict
#
# A small network, plain SGD, 240 steps. We trained it at 57 rates from 0.00001 to 100, so we know
# the answer: what a search finds can be compared with the best of all. Four searches, each with a
# budget of eight full trainings, each played 2000 times. Commit first.


# %% tags=["demo"]
def curved_classes(seed):
    """1024 points in ten dimensions, two classes with a curved border between them."""
    x = np.random.default_rng(seed).normal(size=(1024, 10))
    return x, (x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) > 0).astype(int)


small = lrlib.PROBLEMS["mlp"]((10, 32, 2), data=curved_classes(4), batch_size=64)
sgd, rates = lrlib.OPTIMIZERS["sgd"](), np.geomspace(1e-5, 100, 57)
lengths = [30, 60, 120, 240]
known = {
    steps: lrlib.sweep(small, sgd, rates, steps, seeds=(0, 1, 2)).over_seeds() for steps in lengths
}


# %% tags=["demo"]
def played(search, seed=0, games=2000):
    """What a search ends with, divided by the best loss of all: array (games,)."""
    rng, full = np.random.default_rng(seed), known[240]
    return np.array([full[search(rng)] for _ in range(games)]) / full.min()


def best_of(places):
    """Places between 0 and 1 on the logarithmic axis -> the row of the best full run."""
    rows = np.clip(np.rint(np.asarray(places) * 56).astype(int), 0, 56)
    return rows[known[240][rows].argmin()]


def halve(rng):
    """16 rates for 30 steps, the best 8 for 60, the best 4 for 120, the best 2 for 240."""
    rows = rng.integers(0, 57, 16)
    for steps in lengths:
        order = rows[np.argsort(known[steps][rows], kind="stable")]
        rows = order[: len(rows) // 2]
    return order[0]


# %% tags=["demo"]
def on_the_log_axis(rate):
    return (np.log10(rate) + 5) / 7  # 0.00001 -> 0, and 100 -> 1


eight = np.arange(8)
searches = {
    "grid, equal distances": lambda rng: best_of(
        on_the_log_axis(1e-5 + 100 * (eight + rng.uniform()) / 8)
    ),
    "random, log scale": lambda rng: best_of(rng.uniform(size=8)),
    "grid, log scale": lambda rng: best_of((eight + rng.uniform()) / 8),
    "halving, log scale": halve,
}
outcome = {name: played(search) for name, search in searches.items()}

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict

fig = figure(width=7.2, height=3.0)
(ax,) = fig.axes
for place, ratios in enumerate(outcome.values()):
    low, middle, high = np.quantile(ratios, [0.1, 0.5, 0.9])
    colour = lrlib.plotting.COLOURS[place]
    ax.semilogx([low, high], [place, place], color=colour, linewidth=7, alpha=0.45)
    ax.plot(middle, place, "o", color=colour, markersize=10)

# %% tags=["demo"]
ax.set_yticks(range(4), outcome)
ax.axvline(2, linestyle=":", color="grey")
ax.set_xticks([1, 2, 4, 8], [1, 2, 4, 8])
ax.minorticks_off()
ax.set(
    title="Eight trainings, 2000 games", xlabel="loss found / best loss (dot: median, bar: 80 %)"
)
said = "; ".join(
    f"{name}: median {np.median(r):.2f}, worse than twice the best in {100 * np.mean(r > 2):.0f} %"
    for name, r in outcome.items()
)
predict("10_search", "eight_runs", picture(fig, said + "."))

# %% [markdown]
# ## Observe
#
# **First your own.** Problem B of the board below: two knobs, the rate (from 0.00001 to 1) and the
# momentum (a knob from 0 to 1). You have 27 full runs. Spend a few, look, spend the next. Which
# setting would you hand in?

# %% tags=["demo"]
from lrlib.widgets import budget_board

my_runs = [(0.001, 0.5), (0.01, 0.5), (0.1, 0.5)]  # (rate, knob): add up to 27

for rate, knob in my_runs[:27]:
    found = budget_board.loss("B: rate and momentum", rate, knob)
    word = "blew up" if found > 10 else f"loss {found:.4f} of the loss at the start"
    print(f"rate {rate:<8g} knob {knob:<5g} {word}")

# %% [markdown]
# **Then the machines.** The same surface, the same budget, five strategies. Your tasks:
#
# 1. Problem B: spend 27 runs by each strategy before you uncover the surface. Who beats you?
# 2. Which strategy fails on every problem, and why?
# 3. Uncover the surface. Along which line do rate and momentum trade?
# 4. Problem C has a knob without effect. What does the 9 x 3 grid waste there, and why does
#    random search not?
# 5. Halving: look at the settings that got a full run. Are there good ones that it threw away
#    after a ninth of a run?

# %% tags=["demo"]
from lrlib.widgets import live

live(budget_board.EXPLORER)

# %% [markdown]
# ## Explain
#
# ### What the board hides
#
# Problem A, full runs: the best rate for four values of the momentum. Then, for three lengths of
# run, the best setting of the whole map.

# %% tags=["demo"]
problem_a = "A: rate and momentum"
map_rates, map_knobs, map_losses = budget_board.surface(problem_a)
for row in (0, 7, 13, 20):
    mu, rate = budget_board.momentum(map_knobs[row]), map_rates[map_losses[row].argmin()]
    print(f"momentum {mu:.2f}: best rate {rate:.5f}, rate / (1 - momentum) {rate / (1 - mu):.4f}")
for steps in (20, 60, 180):
    table = budget_board.loss(problem_a, map_rates, map_knobs[:, None], steps)
    row, column = np.unravel_index(table.argmin(), table.shape)
    mu = budget_board.momentum(map_knobs[row])
    print(f"{steps:3} steps: best momentum {mu:.2f}, rate {map_rates[column]:.5f}")

# %% [markdown]
# Two lessons. In the valley $\eta/(1-\mu)$ is about the same everywhere, since momentum adds up
# some $1/(1-\mu)$ steps (notebook 04): who changes the momentum has to search the rate again. And
# what is best after a ninth of a run is not what is best at its end. Halving trusts early results.
# It pays where they tell the truth.

# %% [markdown]
# ### Grid or random?
#
# How far is the best place from the nearest trial, on the logarithmic axis? Nine trials on an axis
# of length 1, the best place anywhere:

# %% tags=["demo"]
rng = np.random.default_rng(5)
anywhere = rng.uniform(size=20000)


def mean_gap(trials):
    return np.abs(trials - anywhere[:, None]).min(axis=1).mean()


print(f"one knob, grid of 9:              {mean_gap(((np.arange(9) + 0.5) / 9)[None]):.3f}")
print(f"one knob, 9 at random:            {mean_gap(rng.uniform(size=(20000, 9))):.3f}")
print(f"two knobs, one idle, grid 3 x 3:  {mean_gap(((np.arange(3) + 0.5) / 3)[None]):.3f}")
print(f"two knobs, one idle, 9 at random: {mean_gap(rng.uniform(size=(20000, 9))):.3f}")
uniform, logarithmic = rng.uniform(1e-5, 1, 10**6), 10 ** rng.uniform(-5, 0, 10**6)
below = [100 * np.mean(draws < 0.001) for draws in (uniform, logarithmic)]
print(f"draws below 0.001: uniform {below[0]:.1f} %, log-uniform {below[1]:.0f} %")

# %% [markdown]
# A grid of $n$ trials has the mean gap $1/(4n)$, random trials have nearly twice that. But a
# 3 x 3 grid looks at *three* values of each knob; if the other knob is idle, six of the nine runs
# are repetitions. Random trials always look at nine.

# %% [markdown]
# ### "Use grid search or random search over a range of rates"
#
# **What people read.** Try a range of rates by grid search or random search; random is better.
#
# **What we just measured.** The *scale* decides. In equal distances nearly every run is wasted, by
# grid or by chance. On the logarithmic scale, with one knob, the grid beat random search; with an
# idle second knob random search won. Halving was best on the network in most games, with a few bad
# ones.
#
# **Why it seemed true.** Random search did win in a famous study: of many hyper-parameters, only a
# few mattered for each data set.
#
# **What is true.** Log scale first. For the rate alone a grid; random when several knobs matter
# unequally. And stop hopeless runs early, unless slow starters win in the end.
#
# **Source.**
# [Bergstra & Bengio 2012](https://jmlr.org/papers/v13/bergstra12a.html "bergstra2012");
# [Bengio 2012](https://arxiv.org/abs/1206.5533 "bengio2012"), on the logarithmic scale;
# [Jamieson & Talwalkar 2016](https://arxiv.org/abs/1502.07943 "jamieson2016"), on halving.

# %% [markdown]
# **Successive halving** trains $n$ rates for $s$ steps, keeps the best $1/\eta$ of them (here
# $\eta$ is a whole number, such as 2), trains those for $\eta s$ steps, and so on. Each round costs
# about the same,
#
# $$n \cdot s \;\approx\; \frac{n}{\eta}\cdot \eta s \;\approx\; \frac{n}{\eta^2}\cdot\eta^2 s
# \;\approx\;\dots$$
#
# so the number of rounds times the first one is the bill.

# %% [markdown]
# ### "Start at 0.01 or 0.001"
#
# The digits, a network with 16 hidden units, 100 steps. Three methods, and the pixels (less
# their means) once on a scale from 0 to 1, once from 0 to 16:

# %% tags=["demo"]
x, y = lrlib.digits()[:2]
trial_rates = 10.0 ** np.arange(-5, 1.6, 0.5)
at = {rate: int(np.argmin(abs(np.log(trial_rates / rate)))) for rate in (0.01, 0.001)}
print("method        pixels   best rate   loss there   at 0.01   at 0.001")
for name, key in (("SGD", "sgd"), ("momentum 0.9", "heavy_ball"), ("Adam", "adam")):
    for factor in (1, 16):
        data = (factor * x, y)
        problem = lrlib.PROBLEMS["mlp"]((64, 16, 10), data=data, dtype=np.float32)
        runs = lrlib.sweep(problem, lrlib.OPTIMIZERS[key](), trial_rates, 100, seeds=(0, 1, 2))
        loss = runs.over_seeds()
        print(
            f"{name:<13} 0..{factor:<5} {trial_rates[loss.argmin()]:<11.2g} {loss.min():<12.3f}",
            end=" ",
        )
        print(f"{loss[at[0.01]]:<9.2f} {loss[at[0.001]]:.2f}")

# %% [markdown]
# **What people read.** Common starting values are 0.01 and 0.001.
#
# **What we just measured.** Six small variations of one problem, best rates that differ by a
# factor of more than a hundred. In two of them 0.01 came close to the best loss; 0.001 in none.
#
# **Why it seemed true.** 0.001 is the default of Adam, and both are used where inputs, losses and
# networks have been scaled to suit them.
#
# **What is true.** A rate belongs to a method, a scale of the inputs, a loss, and a network. There
# are parametrisations that let one rate serve all widths. Else: a starting point for a search over
# several factors of ten, no more.
#
# **Source.** [He et al. 2016](https://arxiv.org/abs/1512.03385 "he2016") start SGD at 0.1;
# [Kingma & Ba 2015](https://arxiv.org/abs/1412.6980 "kingma2015"), the default of Adam;
# [Yang et al. 2022](https://arxiv.org/abs/2203.03466 "yang2022"), rates that carry over from small
# to large networks.

# %% [markdown]
# ### Larger batches, larger rates?
#
# The same network on the digits, batches from 8 to 256, always 100 steps. For each batch we search
# for the best rate of three methods: ten rates, three seeds, a parabola through the lowest point
# and its neighbours. Commit first.


# %% tags=["demo"]
def best_rate(loss, rates):
    """The lowest point of the parabola through the best rate and its neighbours, on log axes."""
    height = np.log(np.minimum(loss, 1e9))
    k = int(height[1:-1].argmin()) + 1
    left, low, right = height[k - 1 : k + 2]
    shift = 0.5 * (left - right) / (left - 2 * low + right)
    return rates[k] * (rates[1] / rates[0]) ** shift


batches = np.array([8, 16, 32, 64, 128, 256])
methods = {
    "SGD": (lrlib.OPTIMIZERS["sgd"](), 0.2),
    "momentum 0.9": (lrlib.OPTIMIZERS["heavy_ball"](mu=0.9), 0.03),
    "Adam": (lrlib.OPTIMIZERS["adam"](), 0.007),
}


# %% tags=["demo"]
def best_by_batch(method, seeds=(0, 1, 2)):
    """The best rate for each batch size."""
    optimizer, lowest = methods[method]
    tried, found = lowest * 10 ** np.arange(0, 2.3, 0.25), []
    for batch in batches.tolist():
        problem = lrlib.PROBLEMS["mlp"]((64, 16, 10), batch_size=batch, dtype=np.float32)
        runs = lrlib.sweep(problem, optimizer, tried, 100, seeds=seeds)
        found.append(best_rate(runs.over_seeds(), tried))
    return np.array(found)


found_by = {method: best_by_batch(method) for method in methods}

# %% tags=["demo"]
fig = figure(width=7.4, height=4.2)
(ax,) = fig.axes
said = []
for (method, found), marker in zip(found_by.items(), "os^", strict=True):
    exponents = np.diff(np.log2(found))
    ax.loglog(batches, found, marker + "-", markersize=8, linewidth=2, label=method)
    said.append(
        f"{method}: from {found[0]:.2g} to {found[-1]:.2g}, exponent {exponents.mean():.2f} "
        f"({exponents[:2].mean():.2f} up to batch 32, {exponents[-2:].mean():.2f} from 64 on)"
    )

# %% tags=["demo"]
ax.plot(batches, 0.05 * batches / 8, "--", color="grey", linewidth=1.5)
ax.plot(batches, 0.02 * np.sqrt(batches / 8), ":", color="grey", linewidth=1.5)
ax.text(115, 0.28, "× 2 per doubling", color="grey", rotation=33)
ax.text(115, 0.04, "× √2 per doubling", color="grey", rotation=17)
ax.set_xticks(batches, batches)
ax.minorticks_off()
ax.set(title="Three methods, three laws", xlabel="batch size", ylabel="best rate (100 steps)")
ax.legend(loc="upper left")
predict("10_search", "batch_law", picture(fig, "; ".join(said) + "."))

# %% [markdown]
# **Why linear.** The noise of a mean over $B$ examples has the variance $\sigma^2/B$. For small
# rates the noise floor (notebook 05) is proportional to
#
# $$\eta\,\frac{\sigma^2}{B}:$$
#
# with $B$ and $\eta$ both doubled it stays where it is. **Why not for ever.** The curvature does
# not depend on the batch: beyond $2/\lambda$ (notebook 02) no batch helps.
#
# **Why the root for Adam.** Where noise outweighs the mean gradient, Adam's denominator is about
# $\sigma/\sqrt B$. Its effective rate is $\eta\sqrt B/\sigma$, so $\sqrt B$ is in there already.
# For the rest, $\eta \propto \sqrt B$ is enough.

# %% [markdown]
# What is held fixed? Twenty curvatures between 0.1 and 1, the mean loss computed exactly. Either
# 4096 *examples* are spent, so that larger batches make fewer steps; or every batch gets 256
# *steps*:


# %% tags=["demo"]
h = np.linspace(0.1, 1, 20)[:, None]  # the curvatures


def exact_loss(rate, batch, steps):
    """Mean loss of SGD from distance 5 with noise of variance 100 / batch, summed over h."""
    shrink = (1 - rate * h) ** 2
    left = shrink**steps
    noise = rate**2 * 100 / batch * (1 - left) / (1 - shrink)
    return (h * (25 * left + noise) / 2).sum(axis=0)


# %% tags=["demo"]
fine = 2.0 ** np.arange(-12, 0.99, 0.02)
powers = 2 ** np.arange(11)
rules = {"4096 examples": lambda batch: 4096 // batch, "256 steps": lambda batch: 256}
exact = {
    name: np.array([fine[exact_loss(fine, b, steps(b)).argmin()] for b in powers.tolist()])
    for name, steps in rules.items()
}
for name, best in exact.items():
    print(name, "fixed: best rate", np.array2string(best, precision=3, floatmode="maxprec"))
    print("   factor per doubling", np.round(best[1:] / best[:-1], 2))

# %% [markdown]
# **What people read.** Larger batches allow higher rates; double the batch, double the rate.
#
# **What we just measured.** On the network momentum came close to that. Plain SGD doubled at first
# and then hardly moved; Adam followed the root, on the whole. On the bowl the best rate was linear
# with the examples held fixed, and grew by less than the root with the steps held fixed. With fixed
# steps, then, network and bowl disagree.
#
# **Why it seemed true.** The rule was found and tested with momentum and a fixed number of epochs,
# together with a warmup. There it holds, up to a limit.
#
# **What is true.** Linear for SGD while noise is the bottleneck, that is below a *critical batch*;
# about the root for Adam. It is a first guess: say what you hold fixed, search around it, and
# never go beyond what the curvature allows.
#
# **Source.** [Goyal et al. 2017](https://arxiv.org/abs/1706.02677 "goyal2017");
# [McCandlish et al. 2018](https://arxiv.org/abs/1812.06162 "mccandlish2018") on the critical batch;
# [Shallue et al. 2019](https://arxiv.org/abs/1811.03600 "shallue2019"), who find no rule that holds
# everywhere; [Malladi et al. 2022](https://arxiv.org/abs/2205.10287 "malladi2022") on Adam.

# %% [markdown]
# ### A rate for each layer
#
# We rewrite the digits network: the first layer times 30, the second divided by 30. A ReLU passes
# positive factors on, so it computes the same as before. Then we train both networks, at every
# pair of rates. Commit first.

# %% tags=["demo"]
from dataclasses import replace

network = lrlib.PROBLEMS["mlp"]((64, 16, 10), dtype=np.float32)


def rewritten(factor):
    """The same function in other coordinates: layer 1 times the factor, layer 2 divided by it."""

    def init(rng):
        theta = network.init(rng)  # the second bias starts at 0: dividing it changes nothing
        theta[network.groups["layer1"]] *= factor
        theta[network.groups["layer2"]] /= factor
        return theta

    return replace(network, init=init)


networks = {"as it was": network, "rewritten": rewritten(30)}


# %% tags=["demo"]
def pairs_of_rates(problem):
    """100 steps at every pair of rates, one for each layer."""
    two_rates = {
        "first": 10.0 ** np.arange(-2, 4.1, 0.5),
        "second": 10.0 ** np.arange(-3, 1.1, 0.5),
    }

    def optimizer(first, second):
        return lrlib.layerwise(sgd, problem, layer1=first, layer2=second)

    return lrlib.sweep(problem, optimizer, [1.0], 100, seeds=(0, 1, 2), axes=two_rates)


def single_rates(problem, optimizer=sgd, lowest=-4):
    """100 steps at single rates, from 10 ** lowest to 10."""
    rates = 10.0 ** np.arange(lowest, 1.1, 0.25)
    return lrlib.sweep(problem, optimizer, rates, 100, seeds=(0, 1, 2))


pairs = {name: pairs_of_rates(problem) for name, problem in networks.items()}
singles = {name: single_rates(problem) for name, problem in networks.items()}


# %% tags=["demo"]
def star(runs):
    """The best pair of rates."""
    table = runs.over_seeds()[0]
    row, column = np.unravel_index(table.argmin(), table.shape)
    return runs.axes["first"][row], runs.axes["second"][column]


# %% tags=["demo"]
fig = figure(2, width=10.4, height=4.2)
for ax, (name, runs) in zip(fig.axes, pairs.items(), strict=True):
    lrlib.plotting.heat_map(ax, runs, "first", "second")
    ax.collections[0].set_clim(0.06, 2.5)
    ax.plot([0.01, 10], [0.01, 10], color="black", linewidth=5)
    ax.plot([0.01, 10], [0.01, 10], color="white", linewidth=2)
    ax.plot(*star(runs), "*", color="white", markeredgecolor="black", markersize=20)
    ax.set(title=f"Network {name}", xlabel="rate of the first layer", ylabel="rate of the second")
    ax.set(xlim=(10**-2.25, 10**4.25), ylim=(10**-3.25, 10**1.25))
    ax.grid(False)


# %% tags=["demo"]
def score(problem, runs):
    """The best median loss over the seeds, and the part of the validation images it gets right."""
    shares = problem.accuracy(runs.theta, (lrlib.digits().x_val, lrlib.digits().y_val))
    best = runs.over_seeds().argmin()
    return f"loss {runs.over_seeds()[best]:.3f}, {100 * np.median(shares[best]):.0f} % right. "


# %% tags=["demo"]
said = "White line: one rate for both layers. Star: the best pair. "
for name, problem in networks.items():
    first, second = star(pairs[name])
    two = lrlib.layerwise(sgd, problem, layer1=first, layer2=second)
    pair = lrlib.sweep(problem, two, [1.0], 100, seeds=(0, 1, 2))
    said += f"network {name}, best single rate: {score(problem, singles[name])}"
    said += f"Best pair: {score(problem, pair)}"
adam = single_rates(networks["rewritten"], lrlib.OPTIMIZERS["adam"](), -2)
said += f"Adam on the rewritten network, one rate: {score(networks['rewritten'], adam)}"
predict("10_search", "unbalanced", picture(fig, said))

# %% [markdown]
# The good region has left the line where both rates are equal. Where to? Let a layer's weights be
# $W = c\,\tilde W$. By the chain rule its gradient is $1/c$ times the one of $\tilde W$. For
# $\tilde W$ to move as it did, $W$ has to move $c$ times as far with a gradient $1/c$ times as
# large:
#
# $$\eta_W = c^2\,\eta_{\tilde W}.$$
#
# The rate of a layer goes with the **square** of its scale: times 900 for the first layer, divided
# by 900 for the second.

# %% tags=["demo"]
by_law = lrlib.layerwise(sgd, networks["rewritten"], layer1=30.0**2, layer2=1 / 30.0**2)
for seed in range(3):
    before = lrlib.train(network, sgd, 3.0, 100, seed=seed).loss
    after = lrlib.train(networks["rewritten"], by_law, 3.0, 100, seed=seed).loss
    print(
        f"seed {seed}: as it was, rate 3: {before:.3f};  rewritten, 3 x 900, 3 / 900: {after:.3f}"
    )

# %% [markdown]
# (What is left is the second bias: it starts at 0, needed no rewriting, and now learns 900 times
# more slowly.)

# %% [markdown]
# ### "Layer-wise rates are for some advanced models"
#
# **What people read.** Some advanced models use a different learning rate for each layer.
#
# **What we just measured.** On the network as it was, two rates were of no use: the best pair did
# no better than the best single rate, up to the step of the grid. On the rewritten one, no single
# rate was good, and two rates repaired everything. Adam repaired a large part by itself.
#
# **Why it seemed true.** The usual random start balances the layers, and then one rate will do.
#
# **What is true.** It depends on the scales of the layers, not on how advanced a model is.
# Per-layer rates are common in fine-tuning, where early layers should move less; in training with
# huge batches; in rules for wide networks. Every adaptive method has a rate per weight.
#
# **Source.** [Howard & Ruder 2018](https://arxiv.org/abs/1801.06146 "howard2018"), fine-tuning;
# [You et al. 2017](https://arxiv.org/abs/1708.03888 "you2017") and
# [You et al. 2020](https://arxiv.org/abs/1904.00962 "you2020"), large batches;
# [Yang et al. 2022](https://arxiv.org/abs/2203.03466 "yang2022"), width.

# %% [markdown]
# ## Worked example
#
# Halving with $\eta = 2$: eight rates, 10 steps in the first round. How many steps does it cost?
# (Eight runs of 40 steps: $8 \cdot 40 = 320$.)

# %%
rounds = [(8, 10), (4, 20), (2, 40)]  # 1. candidates and total steps; then one is left

sum(candidates * steps for candidates, steps in rounds)  # 2. every round starts anew

# %% [markdown]
# **Your turn, with a blank.** SGD was tuned at batch 32, rate 0.4. You move to batch 128. Which
# rate does the linear rule suggest? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 0.4 * 128 / 32, "How many times larger is the batch?")

# %% [markdown]
# ## Write it
#
# Six functions. A search gets a function `evaluate`; every call is a training, so call it exactly
# as often as said. Its answer can be NaN or infinite: such a loss never wins.

# %% [markdown]
# ### 1. Grid search (3 points)
#
# $$\eta_k = \text{low}\cdot\left(\frac{\text{high}}{\text{low}}\right)^{k/(n-1)},
# \qquad k = 0,\dots,n-1$$
#
# Evaluate each rate once, in rising order; return the rate with the smallest finite loss, `nan` if
# there is none.


# %% tags=["solution:grid_search"]
def grid_search(evaluate, low, high, count):
    """The best of `count` rates from low to high with a constant ratio between neighbours.

    Each rate is evaluated once, in rising order; a loss that is not finite never wins.
    Example: evaluate = lambda rate: abs(rate - 0.02), low = 0.001, high = 1.0, count = 4
    gives 0.01.
    """
    ### BEGIN SOLUTION
    rates = np.geomspace(low, high, count)
    losses = np.array([evaluate(rate) for rate in rates])
    if not np.isfinite(losses).any():
        return np.nan
    return rates[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]
    ### END SOLUTION


# %% tags=["exercise:grid_search"]

# %% [markdown]
# Your grid trains the small network, 15 rates, 120 steps each:

# %% tags=["demo"]
from lrlib.widgets import with_yours


def train_small(rate, steps=120):
    return float(lrlib.train(small, sgd, rate, steps, seed=7).loss)


# %% tags=["demo"]


def your_grid(search):
    tried = []
    best = search(
        lambda rate: tried.append((rate, train_small(rate))) or tried[-1][1], 1e-4, 100, 15
    )
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.loglog(*np.array(tried).T, "o-")
    ax.axvline(best, linestyle=":", color="grey")
    ax.set(
        title="Your grid_search",
        xlabel="learning rate",
        ylabel="loss after 120 steps",
        ylim=(0.1, 10),
    )
    return picture(fig, f"{len(tried)} trainings; your search chose the rate {best:.3g}.")


with_yours(grid_search, your_grid)

# %% [markdown]
# ### 2. Random search (5 points)
#
# $$\log \eta \;\sim\; \text{uniform between } \log(\text{low}) \text{ and } \log(\text{high})$$
#
# Draw from `np.random.default_rng(seed)`: the same seed gives the same draws. The rest is as in
# grid search.


# %% tags=["solution:random_search"]
def random_search(evaluate, low, high, count, seed):
    """The best of `count` rates drawn log-uniformly between low and high.

    The draws come from numpy.random.default_rng(seed); a loss that is not finite never wins.
    Example: evaluate = lambda rate: nan, low = 0.001, high = 1.0, count = 4, seed = 0 gives nan.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    rates = np.exp(rng.uniform(np.log(low), np.log(high), count))
    losses = np.array([evaluate(rate) for rate in rates])
    if not np.isfinite(losses).any():
        return np.nan
    return rates[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]
    ### END SOLUTION


# %% tags=["exercise:random_search"]

# %% [markdown]
# How much luck does your search need? 300 seeds, 4, 8 and 16 draws each, on the network that we
# know:


# %% tags=["demo"]
def look_up(rate):
    return known[240][np.argmin(abs(np.log(rates / rate)))]


# %% tags=["demo"]


def luck(search):
    fig, unlucky = figure(width=6.4, height=3), []
    ax = fig.axes[0]
    for draws, style in ((4, ":"), (8, "--"), (16, "-")):
        found = [look_up(search(look_up, 1e-5, 100, draws, seed)) for seed in range(300)]
        ratios = np.sort(found) / known[240].min()
        ax.semilogx(ratios, np.linspace(0, 100, 300), style, label=f"{draws} draws")
        unlucky.append(f"{draws} draws: {100 * np.mean(ratios > 2):.0f} %")
    ax.set(title="Your random_search", xlabel="loss found / best loss", ylabel="% of the seeds")
    ax.legend()
    return picture(fig, "Seeds that end above twice the best loss: " + ", ".join(unlucky) + ".")


with_yours(random_search, luck)

# %% [markdown]
# ### 3. Successive halving (7 points)
#
# `evaluate(rate, steps)` is the loss after `steps` steps **in total**.
#
# 1. Evaluate every rate that is left, once, at `steps`.
# 2. Keep the best `max(1, len // eta)`; losses that are not finite rank last, and a tie keeps the
#    rate that stands earlier in `rates`.
# 3. Multiply `steps` by `eta`. Repeat until one rate is left; return it.
#
# A single rate needs no call at all.


# %% tags=["solution:successive_halving"]
def successive_halving(evaluate, rates, steps, eta=2):
    """The rate that survives: all at `steps`, the best 1/eta of them at eta * steps, and so on.

    evaluate(rate, steps) is the loss after that many steps in total.
    Example: evaluate = lambda rate, steps: abs(rate - 0.1), rates = [1.0, 0.1, 0.01, 0.3],
    steps = 10 gives 0.1.
    """
    ### BEGIN SOLUTION
    left = list(rates)
    while len(left) > 1:
        losses = np.array([evaluate(rate, steps) for rate in left])  # 1. evaluate
        losses = np.where(np.isfinite(losses), losses, np.inf)
        best = np.argsort(losses, kind="stable")[: max(1, len(left) // eta)]
        left = [left[i] for i in np.sort(best)]  # 2. keep, in the old order
        steps = steps * eta  # 3. longer
    return left[0]
    ### END SOLUTION


# %% tags=["exercise:successive_halving"]

# %% [markdown]
# Your halving at work: 16 rates, and real trainings.


# %% tags=["demo"]
def recorded(search):
    """The rate that a halving chooses, and every (rate, steps, loss) that it asked for."""
    calls = []

    def evaluate(rate, steps):
        calls.append((rate, steps, train_small(rate, steps)))
        return calls[-1][2]

    return search(evaluate, np.geomspace(1e-3, 100, 16), 15), np.array(calls)


# %% tags=["demo"]
def your_halving(search):
    best, calls = recorded(search)
    fig = figure(width=6.4, height=3.2)
    for steps, marker in zip(np.unique(calls[:, 1]), "osD^v<>", strict=False):
        here = calls[calls[:, 1] == steps]
        fig.axes[0].loglog(here[:, 0], here[:, 2], marker + "-", label=f"{steps:.0f} steps")
    fig.axes[0].set(
        title="Your successive_halving", xlabel="learning rate", ylabel="loss", ylim=(0.1, 10)
    )
    fig.axes[0].legend()
    said = f"{calls[:, 1].sum():.0f} steps in all; every rate to the end: {16 * 120}. "
    return picture(fig, said + f"Your halving chose the rate {best:.3g}.")


with_yours(successive_halving, your_halving)

# %% [markdown]
# ### 4. On the border? (2 points)
#
# If the best rate is the smallest or the largest that was tried, the best may lie outside. Return
# `True` if the smallest finite loss belongs to the smallest or the largest of **all** the rates
# given (in any order), `False` otherwise, and `False` if no loss is finite.


# %% tags=["solution:on_border"]
def on_border(rates, losses):
    """Whether the best finite loss is at the smallest or the largest of all rates given.

    Example: rates = [0.1, 0.001, 0.01], losses = [2.0, 0.5, 1.0] gives True: search lower.
    """
    ### BEGIN SOLUTION
    rates, losses = np.asarray(rates), np.asarray(losses)
    if not np.isfinite(losses).any():
        return False
    best = rates[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]
    return bool(best == rates.min() or best == rates.max())
    ### END SOLUTION


# %% tags=["exercise:on_border"]

# %% [markdown]
# Your warning light over three ranges, on the network that we know:


# %% tags=["demo"]
def warning_light(border):
    fig, lights = figure(3, width=9.6, height=2.8), []
    for ax, (low, high) in zip(fig.axes, ((1e-5, 1e-2), (1e-3, 0.3), (1e-2, 30)), strict=True):
        inside = (rates >= low) & (rates <= high)
        light = border(rates[inside], known[240][inside])
        ax.loglog(rates[inside], known[240][inside], "o-", markersize=4)
        ax.set(
            title="search wider" if light else "believe it", xlabel="learning rate", ylabel="loss"
        )
        ax.set(ylim=(0.15, 3), yticks=[0.2, 0.5, 1, 2], yticklabels=[0.2, 0.5, 1, 2])
        ax.minorticks_off()
        lights.append(f"{low:g} to {high:g}: {'border' if light else 'inside'}")
    return picture(fig, "Your on_border says: " + "; ".join(lights) + ".")


with_yours(on_border, warning_light)

# %% [markdown]
# ### 5. Another batch (4 points)
#
# $$\eta_B = \eta_0\,\frac{B}{B_0} \;\;(\texttt{"linear"}), \qquad
# \eta_B = \eta_0\,\sqrt{\frac{B}{B_0}} \;\;(\texttt{"sqrt"})$$
#
# `base_lr` is $\eta_0$, tuned at `base_batch` $= B_0$. Any other rule raises a `ValueError`.


# %% tags=["solution:scale_lr"]
def scale_lr(base_lr, base_batch, batch, rule="linear"):
    """The rate for another batch size, by the linear rule (SGD) or the square root (Adam).

    Example: base_lr = 0.1, base_batch = 32, batch = 128 gives 0.4; with rule = "sqrt" it
    gives 0.2.
    """
    ### BEGIN SOLUTION
    if rule == "linear":
        return base_lr * (batch / base_batch)
    if rule == "sqrt":
        return base_lr * np.sqrt(batch / base_batch)
    raise ValueError(f"scale_lr knows the rules 'linear' and 'sqrt', got {rule!r}")
    ### END SOLUTION


# %% tags=["exercise:scale_lr"]

# %% [markdown]
# Your rules foretell, from batch 8 alone; the dots are what we measured:


# %% tags=["demo"]
def foretell(rule_of):
    fig = figure(3, width=9.6, height=3)
    said = []
    for ax, (method, found) in zip(fig.axes, found_by.items(), strict=True):
        ax.loglog(batches, found, "o", label="measured")
        for rule, style in (("linear", "--"), ("sqrt", ":")):
            guess = np.array([rule_of(found[0], 8, batch, rule) for batch in batches.tolist()])
            ax.loglog(batches, guess, style, color="grey", label=rule)
            said.append(f"{method}, {rule}: {guess[-1] / found[-1]:.1f}")
        ax.set(title=method, xlabel="batch size", ylabel="learning rate")
    fig.axes[0].legend()
    return picture(fig, "Foretold rate / best rate at batch 256: " + "; ".join(said) + ".")


# %% tags=["demo"]
with_yours(scale_lr, foretell)

# %% [markdown]
# ### 6. A rate for each layer (5 points)
#
# $$\eta_i = \eta_{\text{head}}\; d^{\,L-1-i}, \qquad i = 0, \dots, L-1$$
#
# `base` is $\eta_{\text{head}}$, `decay` is $d$, `layers` is $L$. The first layer comes first; the
# last one, the head, gets exactly `base`.


# %% tags=["solution:layer_lrs"]
def layer_lrs(base, decay, layers):
    """The rate of each layer, first layer first: base times decay for each layer below the head.

    Example: base = 1.0, decay = 0.5, layers = 4 gives [0.125, 0.25, 0.5, 1.0].
    """
    ### BEGIN SOLUTION
    return base * decay ** np.arange(layers - 1, -1, -1.0)
    ### END SOLUTION


# %% tags=["exercise:layer_lrs"]

# %% [markdown]
# In fine-tuning the decay is a little below 1. The rewritten network needs another one: its first
# layer wants $30^2 \cdot 30^2$ times the rate of its head. Your rates train it:


# %% tags=["demo"]
def repaired(rates_of):
    problem, one = networks["rewritten"], singles["rewritten"].over_seeds()
    first, head = rates_of(1.0, 30.0**4, 2)
    yours = single_rates(problem, lrlib.layerwise(sgd, problem, layer1=first, layer2=head))
    two, fig = yours.over_seeds(), figure(width=6.4, height=3)
    ax = fig.axes[0]
    ax.loglog(yours.axes["lr"], one, "--", label="one rate for both layers")
    ax.loglog(yours.axes["lr"], two, "o-", markersize=4, label="your two rates")
    ax.set(title="Your layer_lrs", xlabel="rate of the head", ylabel="loss", ylim=(0.02, 10))
    ax.legend()
    return picture(fig, f"Best loss {one.min():.2f} with one rate, {two.min():.3f} with two.")


with_yours(layer_lrs, repaired)

# %% [markdown]
# ## Find the bug
#
# A well-known language model lets the rates decay from layer to layer. Once there was an extra
# layer between the body and the head. It was removed; the count of the layers was not corrected
# ([ELECTRA, issue 51](https://github.com/google-research/electra/issues/51 "electra51")). The head
# is still right:


# %% tags=["demo"]
def layer_lrs_with_a_bug(base, decay, layers):
    body = [base * decay ** (layers - i) for i in range(layers - 1)]
    return np.array([*body, base])


print(layer_lrs_with_a_bug(1.0, 0.5, 4))

# %% [markdown]
# A loss curve does not show a rate that is a little too small. Write a test that accepts right
# rates and stops these. The test below looks at the head, and at the order.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(rates_of):
    rates = rates_of(1.0, 0.5, 4)
    return rates[-1] == 1.0 and np.all(np.diff(rates) > 0)  # replace: this one lets the bug through


hunt("decay_off_by_one", my_test, wrong=layer_lrs_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - **Search on the logarithmic scale.** For the rate alone, a grid; random search when several
#   knobs matter unequally; halving where bad runs betray themselves early.
# - The best rate on the border is no result: search wider.
# - Larger batch: nearly linear for momentum, the root for Adam, linear and then flat for SGD. Say
#   what is held fixed.
# - There is no universal 0.01: a rate belongs to its method, its inputs and its network.
# - A layer's rate goes with the square of its scale. Balanced layers do with one rate.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("10_search")
