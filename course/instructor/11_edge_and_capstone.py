# %% [markdown]
# # 11 · The edge of stability, and the capstone
#
# *90 minutes · 36 points*
#
# Afterwards you can
# - measure the largest curvature of a network, and compare it with 2 / rate;
# - say what happens just above the limit, and why it need not be a disaster;
# - let the loss choose the rate: Polyak's step, and backtracking;
# - tune a network within a budget, and defend your recipe.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("11_edge_and_capstone")

# %% [markdown]
# ## Predict
#
# On a bowl the curvature never changes, and a rate above 2 / curvature diverges (notebook 02). A
# network has another curvature at every point. Here is a small one, with `tanh`, squared error
# and the whole data in every step. We follow its largest curvature, the *sharpness*, for two
# rates. Commit first.

# %% tags=["demo"]
from lrlib.measure import sharpness as sharpness_at
from lrlib.plotting import figure
from lrlib.widgets import picture, predict, with_yours

sgd = lrlib.OPTIMIZERS["sgd"]()
x = np.linspace(-2, 2, 50)[:, None]
y = np.sin(3 * x) + 0.5 * np.sign(x)
smooth_net = lrlib.PROBLEMS["mlp"](
    (1, 24, 24, 1), "tanh", "squared_error", data=(x, y), batch_size=None
)


# %% tags=["demo"]
def track(problem, lr, seed=0, area=800, stops=100):
    """The loss at every step, and the sharpness at equal distances in rate × steps."""
    theta, losses = lrlib.training.start_of(problem, seed), []
    sharp = [sharpness_at(problem, theta)]
    for _ in range(stops):
        run = lrlib.train(problem, sgd, lr, round(area / lr / stops), theta0=theta, seed=seed)
        theta = run.theta
        losses.extend(run.losses[:-1])
        sharp.append(sharpness_at(problem, theta, steps=15))
    return np.array(losses), np.array(sharp)


tracks = {lr: track(smooth_net, lr) for lr in (0.1, 0.2)}

# %% tags=["demo"]
late = {lr: np.median(sharp[-33:]) for lr, (_, sharp) in tracks.items()}
ups = {lr: 100 * np.mean(np.diff(loss) > 0) for lr, (loss, _) in tracks.items()}
said = "; ".join(
    f"rate {lr}: sharpness {late[lr]:.2f}, loss up at {ups[lr]:.0f} % of all steps, "
    f"from {loss[0]:.2f} to {loss[-1]:.4f}"
    for lr, (loss, _) in tracks.items()
)

# %% tags=["demo"]
fig = figure(2, width=9.4, height=3.8)
left, right = fig.axes
for (lr, (loss, sharp)), colour in zip(tracks.items(), lrlib.plotting.COLOURS[:2], strict=True):
    left.plot(np.linspace(0, 800, 101), sharp, "o-", color=colour, markersize=3, label=f"rate {lr}")
    left.axhline(2 / lr, color=colour, linestyle="--")
    left.text(800, 2 / lr + 0.9, f"2 / {lr} = {2 / lr:.0f}", color=colour, ha="right")
    right.loglog(lr * np.arange(1, len(loss) + 1), loss, color=colour, linewidth=1)
left.set(title="The edge of stability", xlabel="rate × steps", ylabel="sharpness", ylim=(0, 25))
right.set(title="The loss meanwhile", xlabel="rate × steps", ylabel="training loss")
left.legend(loc="lower right")
predict("11_edge_and_capstone", "where_it_goes", picture(fig, f"Median of the last third: {said}."))

# %% [markdown]
# ## Observe
#
# A toy with only two weights, $f = (xy-1)^2/2$. Its minima form a whole curve, $xy = 1$; far out
# they are sharp, near the origin flat. The run starts at a sharp place. Your tasks:
#
# 1. Start $(5.5, 0.3)$: find the largest rate at which the loss never rises. What is 2 / rate
#    there?
# 2. Go on, a little above it. What does the loss do first, and where does the run come to rest?
# 3. At which rate is the end **flattest**? At which is the run lost?
# 4. Change the start. Which of your three rates move, and which way?

# %% tags=["demo"]
from lrlib.widgets import catapult_toy, live

live(catapult_toy.EXPLORER)

# %% [markdown]
# And the network of the prediction, at ten rates:
#
# 5. At which rates does the sharpness reach 2 / rate within these steps, and what does it do then?
# 6. The sentence says the sharpness of the start. Which rates are above the limit of the *start*,
#    and yet caught? Which one is lost?

# %% tags=["demo"]
from lrlib.widgets import sharpness_tracker

live(sharpness_tracker.EXPLORER)

# %% [markdown]
# ## Explain
#
# **The catapult.** Above $2/\text{curvature}$ of the start the run jumps farther and farther, as
# on a bowl. But on the way it reaches places that are flatter. Once the curvature is below
# $2/\eta$ the jumps shrink, and the run settles there
# ([Lewkowycz et al. 2020](https://arxiv.org/abs/2003.02218 "lewkowycz2020")). Too far above the
# limit, nothing catches it.
#
# **The edge.** In the network above something stranger happens. The sharpness *rises* while the
# loss is still falling smoothly, until it meets $2/\eta$. There it stays: whenever it is above,
# the jumps grow and push the run back to a flatter place. The loss rises at many steps, and yet it
# falls in the long run
# ([Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021")).

# %% [markdown]
# Is it only this start? Two more seeds; the sharpness in the last third, times the rate:

# %% tags=["demo"]
for lr in (0.1, 0.2):
    runs = [track(smooth_net, lr, seed) for seed in (1, 2)]
    settled = [lr * np.median(sharp[-33:]) for _, sharp in runs]
    print(f"rate {lr}: sharpness × rate = {np.round(settled, 2)}")

# %% [markdown]
# ### And with cross-entropy?
#
# The same layers, but now the network tells two classes apart. Rate 0.5, so the limit is 4.

# %% tags=["demo"]
labels = (y.ravel() > 0).astype(int)
classifier = lrlib.PROBLEMS["mlp"]((1, 24, 24, 2), "tanh", data=(x, labels), batch_size=None)
wandering = [track(classifier, 0.5, seed, area=2000)[1] for seed in range(3)]

# %% tags=["demo"]
fig = figure(width=6.4, height=3)
(ax,) = fig.axes
for seed, (sharp, style) in enumerate(zip(wandering, ("-", "--", ":"), strict=True)):
    ax.plot(np.linspace(0, 2000, 101), sharp, style, label=f"seed {seed}")
ax.axhline(4, color="grey", linewidth=1)
ax.set(title="Cross-entropy, rate 0.5", xlabel="rate × steps", ylabel="sharpness", ylim=(0, 14))
ax.legend()
quartiles = np.percentile([sharp[-33:] for sharp in wandering], [25, 75])
said = f"The limit is 4. In the last third, half of the values lie between {quartiles[0]:.1f} "
said += f"and {quartiles[1]:.1f}: the sharpness does not settle."
predict("11_edge_and_capstone", "another_loss", picture(fig, said))

# %% [markdown]
# So be careful with "the sharpness settles at $2/\eta$". It holds here for full batches, `tanh` and
# the squared error. With cross-entropy it passes the limit and wanders.
# [Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021") report that late in training it
# falls, as the network grows confident, and that with small batches it stays lower.

# %% [markdown]
# **What people read.** If the rate is too high, training overshoots, oscillates and diverges.
#
# **What we just measured.** On the toy, rates above the limit of the start threw the run to a
# flatter place, where it settled. The network spent most of its training *at* its limit: the loss
# went up at a good part of all steps, and still fell by a large factor.
#
# **Why it seemed true.** It is exact on a bowl (notebook 02), where the curvature is the same
# everywhere. No place is flatter, so nothing catches the run.
#
# **What is true.** $2/\text{curvature}$ is a property of a *place*. Beyond it a run leaves that
# place, perhaps for good, perhaps for a flatter one. A loss that goes up now and then does not
# prove that the rate is too high; one that never comes back does.
#
# **Source.** [Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021") for the edge;
# [Lewkowycz et al. 2020](https://arxiv.org/abs/2003.02218 "lewkowycz2020") for the catapult.

# %% [markdown]
# ### Long steps on purpose
#
# Even on a bowl, *single* steps above the limit can help, if others repair the harm. Eight rates in
# turn, as in notebook 02, now for three ranges of curvature from $\mu$ to 1, after 40 steps:


# %% tags=["demo"]
def chebyshev(low, count=8):
    """Rates that are best together for curvatures from `low` to 1."""
    angles = (2 * np.arange(count) + 1) * np.pi / (2 * count)
    return 2 / (1 + low - (1 - low) * np.cos(angles))


for low in (0.2, 0.05, 0.02):
    cycle, curvatures = chebyshev(low), np.linspace(low, 1, 50)
    valley = lrlib.PROBLEMS["bowl"](curvatures)
    ours = np.linalg.norm(lrlib.train(valley, sgd, lambda t, c=cycle: c[t % 8], 40).theta)
    best = np.linalg.norm(lrlib.train(valley, sgd, 2 / (1 + low), 40).theta)
    print(f"mu {low}: largest rate {cycle.max():4.1f}, limit 2: {ours:.1e} against {best:.1e}")

# %% [markdown]
# The wider the valley is stretched, the longer the longest step. The rival is the best constant
# rate. For convex losses in general, see
# [Altschuler & Parrilo 2023](https://arxiv.org/abs/2309.07879 "altschuler2023").

# %% [markdown]
# ### Let the loss choose the rate
#
# **Polyak's step.** If the best loss $f^*$ is known, go where the tangent reaches it:
#
# $$\eta = \frac{f(\theta) - f^*}{\lVert g \rVert^2}.$$
#
# A network that can fit its data has $f^* \approx 0$, so the rule is usable there, even with
# batches ([Loizou et al. 2021](https://arxiv.org/abs/2002.10542 "loizou2021")).
#
# **Backtracking.** Try a large rate. While the loss falls by less than a small part $c$ of what the
# slope promises (Armijo's condition), shrink it:
#
# $$f(\theta - \eta g) \;\le\; f(\theta) - c\,\eta\,\lVert g \rVert^2.$$
#
# It costs extra evaluations of the loss. For batches, see
# [Vaswani et al. 2019](https://arxiv.org/abs/1905.09997 "vaswani2019").

# %% [markdown]
# ### Decay, or the mean of the points?
#
# The noisy bowl of notebook 05: 2000 runs from $x = 5$, noise of size 1, 2000 steps. Which of the
# four ends lowest? Commit first.

# %% tags=["demo"]
copies = lrlib.PROBLEMS["noisy_bowl"](np.ones(2000), theta0=np.full(2000, 5.0))
shapes, total = lrlib.SCHEDULES, 2000
contest = {
    "constant": 0.1,
    "straight line": shapes["linear_decay"](0.1, total),
    "cosine": shapes["cosine_annealing"](0.1, total),
}


def four_ways(seed):
    """Mean loss at the end of each schedule, and of the mean of the later half at rate 0.1."""
    runs = {
        name: lrlib.train(copies, sgd, lr, total, seed=seed, keep_path=True).thetas
        for name, lr in contest.items()
    }
    ends = {name: path[-1] for name, path in runs.items()}
    ends["constant, averaged"] = runs["constant"][total // 2 :].mean(axis=0)
    return {name: np.mean(end**2) / 2 for name, end in ends.items()}


# %% tags=["demo"]
seeds = [four_ways(seed) for seed in range(3)]

fig = figure(width=6.4, height=2.6)
(ax,) = fig.axes
for place, name in enumerate(seeds[0]):
    ax.semilogx([each[name] for each in seeds], [place] * 3, "o", markersize=8, alpha=0.8)
ax.set_yticks(range(4), list(seeds[0]))
ax.invert_yaxis()
ax.set(title="After 2000 noisy steps, three seeds each", xlabel="mean loss of 2000 runs")
said = ", ".join(f"{name} {np.mean([each[name] for each in seeds]):.4f}" for name in seeds[0])
predict("11_edge_and_capstone", "averaged", picture(fig, f"Mean over the seeds: {said}."))

# %% [markdown]
# **What people read.** High first to *explore*, low later to *fine-tune*.
#
# **What we just measured.** The run whose rate never fell ends lowest of all, once its points are
# averaged. No fine-tuning took place, and on a bowl there is nothing to explore.
#
# **Why it seemed true.** Without averaging, decay does lower the loss by a large factor, just when
# the rate falls.
#
# **What is true.** Decay removes noise. So does averaging, which is why schedules without decay
# exist. Whether a high rate also *explores* in networks is debated; this experiment cannot tell.
#
# **Source.** [Polyak & Juditsky 1992](https://doi.org/10.1137/0330046 "polyak1992") on averaging;
# [Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018") on the noise;
# [Defazio et al. 2024](https://arxiv.org/abs/2405.15682 "defazio2024") on training without a
# schedule; [You et al. 2019](https://arxiv.org/abs/1908.01878 "you2019") for the debate.

# %% [markdown]
# ### Four names that you will meet
#
# **Schedule-free.** Averages while it trains, and takes its gradients between the newest point and
# the mean, so that no horizon is needed
# ([Defazio et al. 2024](https://arxiv.org/abs/2405.15682 "defazio2024")). On our noisy bowl:


# %% tags=["demo"]
def schedule_free(lr=0.1, beta=0.9, steps=2000, seed=0):
    """Mean loss of the average x, with gradients taken between x and the newest point z."""
    rng = np.random.default_rng(seed)
    z = x = np.full(2000, 5.0)
    for t in range(1, steps + 1):
        y = (1 - beta) * z + beta * x
        z = z - lr * (y + rng.normal(size=2000))
        x = x + (z - x) / t
    return np.mean(x**2) / 2


print("schedule-free, rate 0.1:", np.round([schedule_free(seed=seed) for seed in range(3)], 5))

# %% [markdown]
# **Muon.** For the weight *matrices* of hidden layers. It replaces the momentum matrix by one
# with (almost) equal singular values, so that no direction of the matrix is left behind
# ([Jordan et al. 2024](https://kellerjordan.github.io/posts/muon/ "jordan2024")). Five rounds of
# its polynomial do that. Look at what they make of singular values that differ a hundredfold:

# %% tags=["demo"]
singular = np.geomspace(0.01, 1, 5)
values = singular / np.linalg.norm(singular)  # Muon divides by the Frobenius norm first
for _ in range(5):
    values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
print(np.round(singular, 3), "->", np.round(values, 2))

# %% [markdown]
# **D-Adaptation.** Estimates, during training, how far away the solution is, and sets the rate
# from that distance. No rate to tune, in theory for convex losses, and in practice often close to a
# tuned one
# ([Defazio & Mishchenko 2023](https://arxiv.org/abs/2301.07733 "defazio_mishchenko2023")). A
# bowl of two weights would flatter it, so no number here.
#
# **μP.** Scales start values and rates with the width of the layers in such a way that the best
# rate of a narrow network is that of a wide one
# ([Yang et al. 2022](https://arxiv.org/abs/2203.03466 "yang2022")). Its effect shows at widths that
# no toy has, so no number here either.

# %% [markdown]
# ## Worked example
#
# Four small ones, by hand.

# %%
# One curvature from two gradients: f(x) = x ** 4, slope 4 x ** 3, curvature 12 at x = 1
h = 1e-5
print("curvature  ", round((4 * (1 + h) ** 3 - 4 * (1 - h) ** 3) / (2 * h), 4))

# One of Polyak's steps on a straight line: f(x) = 3 x, best loss 0, from x = 2
rate = (3 * 2 - 0) / 3**2
print("Polyak     ", 2 - rate * 3)

# A rate that shrinks twice on a bowl: f(x) = 2 x ** 2 from x = 1, slope 4, c = 1e-4
for lr in (1.0, 0.5, 0.25):
    print("backtrack  ", lr, 2 * (1 - lr * 4) ** 2 <= 2 * 1**2 - 1e-4 * lr * 4**2)

# The last three points of five, averaged
print("average    ", np.mean([9.0, 4.0, 1.0, 3.0, 2.0][2:]))

# %% [markdown]
# **Your turn, with a blank.** $f(x) = 2x^2$ with $f^* = 0$, from $x = 3$: loss 18, slope 12. Which
# rate does Polyak's rule choose? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 18 / 12**2, "Loss minus best loss, divided by the squared slope.")

# %% [markdown]
# ## Write it

# %% [markdown]
# ### 1. Sharpness (6 points)
#
# Power iteration (notebook 02) without a matrix. The product with a unit vector comes from two
# gradients:
#
# $$Hv \approx \frac{g(\theta + hv) - g(\theta - hv)}{2h}.$$
#
# Normalise `v0`. `steps` times: $w = Hv$, $v = w/\lVert w\rVert$ (if $w = 0$, return 0). Return
# $v \cdot Hv$: a negative curvature stays negative.


# %% tags=["solution:sharpness"]
def sharpness(grad_fn, theta, v0, steps, h=1e-5):
    """Curvature of largest magnitude at theta: power iteration on differences of gradients.

    Example: grad_fn = lambda x: np.array([1.0, 7.0]) * x, theta = [0.0, 0.0], v0 = [1.0, 1.0],
    steps = 50 gives 7.0.
    """

    ### BEGIN SOLUTION
    def times(v):
        return (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h)

    v = v0 / np.sqrt(np.sum(v0**2))
    for _ in range(steps):
        w = times(v)
        length = np.sqrt(np.sum(w**2))
        if length == 0:
            return 0.0
        v = w / length
    return np.sum(v * times(v))
    ### END SOLUTION


# %% tags=["exercise:sharpness"]

# %% [markdown]
# Your tracker on the network above, at a rate of its own: 0.15.


# %% tags=["demo"]
def followed(measure):
    """The sharpness after every hundred steps at the rate 0.15, by `measure`."""
    v0, theta, seen = np.random.default_rng(0).normal(size=smooth_net.theta0.size), None, []
    for _ in range(40):
        theta = lrlib.train(smooth_net, sgd, 0.15, 100, theta0=theta).theta
        seen.append(measure(smooth_net.grad, theta, v0, 15))
    return seen


# %% tags=["demo"]
def tracker(measure):
    seen, fig = followed(measure), figure(width=6.4, height=2.8)
    (ax,) = fig.axes
    ax.plot(100 * np.arange(1, 41), seen, "o-", markersize=4)
    ax.axhline(2 / 0.15, color="grey", linestyle="--")
    ax.set(title="Your sharpness, rate 0.15", xlabel="step", ylabel="sharpness", ylim=(0, 18))
    said = (
        f"2 / rate is {2 / 0.15:.1f}; the median of your last ten is {np.median(seen[-10:]):.1f}."
    )
    return picture(fig, said)


with_yours(sharpness, tracker)

# %% [markdown]
# ### 2. Polyak's step (4 points)
#
# $$\theta - \frac{f(\theta) - f^*}{\lVert g\rVert^2}\,g$$
#
# If the gradient is zero, return $\theta$ unchanged.


# %% tags=["solution:polyak_step"]
def polyak_step(theta, grad, loss, best_loss):
    """One gradient step with the rate (loss - best_loss) / (sum of squared gradients).

    Example: theta = [3.0], grad = [12.0], loss = 18.0, best_loss = 0.0 gives [1.5].
    """
    ### BEGIN SOLUTION
    square = np.sum(grad**2)
    if square == 0:
        return theta
    return theta - (loss - best_loss) / square * grad
    ### END SOLUTION


# %% tags=["exercise:polyak_step"]

# %% [markdown]
# Your step in a valley of curvatures 1 and 20, beside the best constant rate. Nobody told it the
# curvatures; somebody told it the best loss.


# %% tags=["demo"]
def polyak_in_a_valley(step):
    valley, theta = lrlib.PROBLEMS["bowl"]([1.0, 20.0]), np.array([1.0, 1.0])
    losses, rates = [valley.loss(theta)], []
    for _ in range(80):
        grad = valley.grad(theta)
        rates.append(losses[-1] / np.sum(grad**2))
        theta = step(theta, grad, losses[-1], 0.0)
        losses.append(valley.loss(theta))
    return np.array(losses), np.array(rates)


# %% tags=["demo"]
two = lrlib.PROBLEMS["bowl"]([1.0, 20.0])
constant = lrlib.train(two, sgd, 2 / 21, 80, theta0=[1.0, 1.0])


# %% tags=["demo"]
def against_constant(step):
    (losses, rates), fig = polyak_in_a_valley(step), figure(2, width=9, height=3)
    left, right = fig.axes
    left.semilogy(losses, label="your polyak_step")
    left.semilogy(constant.losses, "--", label="best constant rate, 2 / 21")
    left.set(title="Loss", xlabel="step", ylabel="loss")
    left.legend()
    right.plot(rates, ".-")
    right.set(title="The rate it chose", xlabel="step", ylabel="learning rate")
    said = f"After 80 steps: {losses[-1]:.0e}, against {constant.loss:.0e} at the constant rate."
    return picture(fig, f"{said} Your rates: {rates.min():.3f} to {rates.max():.2f}.")


with_yours(polyak_step, against_constant)

# %% [markdown]
# ### 3. Backtracking (4 points)
#
# Try `lr0`, `lr0*shrink`, `lr0*shrink**2`, … and return the first rate with
#
# $$f(\theta - \eta g) \le f(\theta) - c\,\eta\,\lVert g\rVert^2.$$
#
# A loss that is NaN or infinite never satisfies it. After 60 tries return `0.0`. Call `loss_fn` at
# most 61 times: compute $f(\theta)$ once.


# %% tags=["solution:backtracking_lr"]
def backtracking_lr(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    """First of lr0, lr0*shrink, lr0*shrink**2, ... that lowers the loss enough (Armijo).

    Example: loss_fn = lambda x: 2 * np.sum(x**2), theta = [1.0], grad = [4.0], lr0 = 1.0
    gives 0.25.
    """
    ### BEGIN SOLUTION
    loss, square = loss_fn(theta), np.sum(grad**2)
    lr = lr0
    for _ in range(60):
        new = loss_fn(theta - lr * grad)
        if np.isfinite(new) and new <= loss - c * lr * square:
            return lr
        lr = lr * shrink
    return 0.0
    ### END SOLUTION


# %% tags=["exercise:backtracking_lr"]

# %% [markdown]
# Your rule on Rosenbrock's curved valley. The rival is the best of 21 constant rates, chosen
# afterwards, so it has spent 21 runs. Yours spends one, and a few more evaluations at every step.


# %% tags=["demo"]
def down_the_valley(choose, steps=1000):
    valley = lrlib.PROBLEMS["rosenbrock"]()
    theta, losses, rates = valley.theta0, [], []
    for _ in range(steps):
        grad = valley.grad(theta)
        rates.append(choose(valley.loss, theta, grad, 0.1))
        losses.append(valley.loss(theta))
        theta = theta - rates[-1] * grad
    return np.array(losses), np.array(rates)


# %% tags=["demo"]
grid = np.geomspace(1e-4, 1e-2, 21)
rivals = lrlib.sweep(lrlib.PROBLEMS["rosenbrock"](), sgd, grid, 1000)
best = int(np.nanargmin(rivals.loss[:, 0]))


# %% tags=["demo"]
def rosenbrock_race(choose):
    (losses, rates), fig = down_the_valley(choose), figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogy(losses, label="your backtracking_lr")
    ax.semilogy(rivals.losses[:, best, 0], "--", label=f"best constant of 21: {grid[best]:.1g}")
    ax.set(title="Rosenbrock's valley", xlabel="step", ylabel="loss")
    ax.legend()
    said = f"Your rates lie between {rates.min():.1g} and {rates.max():.1g}. "
    return picture(fig, said + f"Loss {losses[-1]:.2g} against {rivals.loss[best, 0]:.2g}.")


with_yours(backtracking_lr, rosenbrock_race)

# %% [markdown]
# ### 4. Tail average (2 points)
#
# The mean of `history[start:]` over the first axis. If nothing is left, raise a `ValueError`.


# %% tags=["solution:tail_average"]
def tail_average(history, start):
    """Mean of history[start:] over the first axis; ValueError if that is empty.

    Example: history = [9.0, 4.0, 1.0, 3.0, 2.0], start = 2 gives 2.0.
    """
    ### BEGIN SOLUTION
    tail = history[start:]
    if len(tail) == 0:
        raise ValueError(f"nothing is left to average from {start}")
    return np.mean(tail, axis=0)
    ### END SOLUTION


# %% tags=["exercise:tail_average"]

# %% [markdown]
# Where to start? Too early, and the way from $x = 5$ is averaged in. Too late, and few points are
# left.


# %% tags=["demo"]
def where_to_start(average):
    path = lrlib.train(copies, sgd, 0.1, 500, keep_path=True).thetas
    starts = np.arange(0, 500, 20)
    losses = [np.mean(average(path, start) ** 2) / 2 for start in starts]
    fig = figure(width=6.4, height=2.8)
    (ax,) = fig.axes
    ax.semilogy(starts, losses, "o-", markersize=4)
    ax.set(title="Your tail_average after 500 steps", xlabel="start", ylabel="mean loss")
    return picture(fig, f"Best start: {starts[np.argmin(losses)]}, loss {min(losses):.4f}.")


with_yours(tail_average, where_to_start)

# %% [markdown]
# ## The capstone
#
# ### 5. A recipe (20 points)
#
# Train the digits network (64 inputs, 64 hidden units, 10 classes) within a **budget**. It counts
# gradients of single examples: a batch of $B$ costs $B$ of them, but at least 16, since a machine
# computes a handful in the time of one. Your function returns a recipe; we train with it on three
# seeds that you do not know. The **median validation loss** earns the points:

# %% tags=["demo"]
from lrlib import recipe as capstone

print(
    f"budget {capstone.BUDGET} gradients: {capstone.steps_within(capstone.BUDGET, 16)} steps "
    f"of 16 examples, or {capstone.steps_within(capstone.BUDGET, 32)} of 32\n"
)
for most, points in capstone.BANDS.items():
    print(f"validation loss {most} or less: {points} points, {capstone.points_for(most)} in all")

# %% [markdown]
# A recipe is a dict. Schedules count **steps**, the budget counts examples. This one is the
# default of many libraries:

# %%
default = {
    "optimizer": "adam",  # a name in lrlib.OPTIMIZERS
    "lr": 0.001,  # above 0: the base or peak rate
    "schedule": "constant",  # a name in lrlib.SCHEDULES
    "schedule_options": {},  # what that schedule takes beside the rate, such as {"total": 750}
    "batch_size": 32,
}


# %% tags=["demo"]
def score(recipe, seeds=(0, 1, 2)):
    """The median validation loss of a recipe, on seeds of our own."""
    return float(np.median(capstone.validation_losses(capstone.plan(recipe), seeds)))


# %% [markdown]
# **A worked example.** A finder, a rate read from its curve, and three rates around it. Commit
# first.

# %% tags=["demo"]
digits = lrlib.PROBLEMS["mlp"](batch_size=16)
steppers = lrlib.finder.stepper(digits, lrlib.OPTIMIZERS["nesterov"]())
rising = lrlib.range_test(*steppers, 1e-5, 10, 100)
found = lrlib.finder.suggest_min_over_10(rising.rates, lrlib.finder.smooth(rising.losses, 0.9))
around = {
    lr: score({**default, "optimizer": "nesterov", "lr": lr, "batch_size": 16})
    for lr in (found / 3, found, found * 3)
}
print(f"the finder suggests {found:.3g} for Nesterov's method")
for lr, loss in around.items():
    print(f"rate {lr:.3g}: validation loss {loss:.3f}, {capstone.points_for(loss)} points")

# %% [markdown]
# Is the best of the three on the border? Then you know what to do. And how far does tuning go?
# The default, Adam at its finder's rate, and the best of a small search:

# %% tags=["demo"]
steppers = lrlib.finder.stepper(digits, lrlib.OPTIMIZERS["adam"]())
rising = lrlib.range_test(*steppers, 1e-5, 10, 100)
adam_lr = lrlib.finder.suggest_min_over_10(rising.rates, lrlib.finder.smooth(rising.losses, 0.9))
fresh = (10, 11, 12)
tried = [{**default, "lr": lr, "batch_size": 16} for lr in (0.004, 0.008, 0.016)]
candidates = {
    "default: Adam, 0.001": default,
    "tuned by finder": {**default, "lr": adam_lr, "batch_size": 16},
    "tuned by search": min(tried, key=score),
}
levels = {name: score(recipe, fresh) for name, recipe in candidates.items()}

# %% tags=["demo"]
fig = figure(width=7, height=2.7)
(ax,) = fig.axes
ax.barh(list(levels), list(levels.values()))
for most in capstone.BANDS:
    ax.axvline(most, color="grey", linestyle="--", linewidth=1)
ax.invert_yaxis()
ax.set(title="The same budget, three fresh seeds", xlabel="median validation loss (dashed: bands)")
said = ", ".join(f"{name}: {loss:.3f}" for name, loss in levels.items())
predict("11_edge_and_capstone", "tuned_or_default", picture(fig, f"{said}."))

# %% [markdown]
# Now yours. Search as you like with `score`, on several seeds; a recipe tuned on one seed may be
# lucky. Ranges count, not exact values: any method and any schedule can reach full marks.


# %% tags=["solution:recipe"]
def recipe(budget):
    """A recipe for training the digits network within `budget` gradients of single examples.

    Example: recipe(12000) gives {"optimizer": "adam", "lr": 0.001, "schedule": "constant",
    "schedule_options": {}, "batch_size": 32}, which trains, and earns nothing.
    """
    ### BEGIN SOLUTION
    batch_size = 16
    steps = budget // batch_size
    return {
        "optimizer": "adam",
        "lr": 0.015,
        "schedule": "warmup_cosine",
        "schedule_options": {"warmup": steps // 20, "total": steps},
        "batch_size": batch_size,
    }
    ### END SOLUTION


# %% tags=["exercise:recipe"]

# %% [markdown]
# Defend your recipe: does it hold if somebody changes the rate by a factor of two?


# %% tags=["demo"]
def at_other_rates(make, factors):
    """The validation loss of a recipe whose rate is multiplied by each factor."""
    mine = make(capstone.BUDGET)
    return [score({**mine, "lr": mine["lr"] * factor}) for factor in factors]


# %% tags=["demo"]
def defence(make):
    factors, fig = (0.25, 0.5, 1.0, 2.0, 4.0), figure(width=6.4, height=3)
    losses, (ax,) = at_other_rates(make, factors), fig.axes
    ax.loglog(factors, losses, "o-")
    for most in capstone.BANDS:
        ax.axhline(most, color="grey", linestyle="--", linewidth=1)
    ax.set(title="Your recipe (dashed: bands)", xlabel="rate / your rate", ylabel="validation loss")
    ax.minorticks_off()
    ax.set(xticks=factors, xticklabels=factors)
    ax.set_yticks([0.03, *capstone.BANDS], [0.03, *capstone.BANDS])
    return picture(fig, f"Validation losses, from the left: {np.round(losses, 3)}.")


with_yours(recipe, defence)

# %% [markdown]
# And where does it stand? If your teacher has handed out a leaderboard of the class, put it beside
# this notebook. Without one you see what others have reached: the default, rates from a finder and
# from a search, and the best recipe that we know.


# %% tags=["demo"]
from lrlib.widgets import leaderboard


def where_it_stands(make):
    return leaderboard(score(make(capstone.BUDGET), fresh))


with_yours(recipe, where_it_stands)

# %% [markdown]
# ## The ten questions of the first day
#
# You answered them in notebook 00, before the course. Answer them again.

# %% tags=["demo"]
from lrlib.widgets import ask_again

ask_again()

# %% [markdown]
# Then and now, side by side. Which of your answers have changed, and which measurement changed
# them?

# %% tags=["demo"]
from lrlib.widgets import then_and_now

then_and_now()

# %% [markdown]
# ## Take-away
#
# - $2/\text{curvature}$ belongs to a place. Above it a run leaves, sometimes for a flatter place.
# - With full batches and squared error the sharpness rises to $2/\eta$ and stays at that edge.
#   Cross-entropy is less tidy.
# - The loss can choose the rate: Polyak's step needs the best loss, backtracking needs more calls.
# - Averaging removes noise as decay does, and needs no horizon.
# - **A rate is tuned for a method, a batch size and a budget**, on the log scale, over seeds. And
#   the result is a range.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("11_edge_and_capstone")
