# %% [markdown]
# # 04 · Momentum and Nesterov
#
# *60 minutes · 20 points*
#
# Afterwards you can
# - write momentum and Nesterov's variant, and convert one form into another;
# - say where a run with momentum diverges;
# - choose the momentum for a valley, and say what it costs.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("04_momentum")

# %% [markdown]
# ## Predict
#
# A ball that rolls downhill keeps some of its speed. **Momentum** gives gradient descent such a
# memory: a number $\mu$ between 0 and 1 says how much of the last step is kept. (In notebook 02
# the letter stood for the smallest curvature. From here on it is the momentum.)
#
# Without it, the limit on a bowl of curvature $\lambda$ is the rate $2/\lambda$ (notebook 02). And
# with it? The next cell tries many rates for each of seven momenta. Commit first.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict

momenta = np.array([0, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99])
rates = np.arange(1.9, 4.1, 0.01)
bowl, heavy_ball = lrlib.PROBLEMS["bowl"](1.0), lrlib.OPTIMIZERS["heavy_ball"]
trials = lrlib.sweep(bowl, heavy_ball, rates, 2000, axes={"mu": momenta}, keep_path=False)
falls = trials.loss[:, :, 0] < trials.losses[0, :, :, 0]
largest = np.array([rates[falls[:, k]].max() for k in range(len(momenta))])

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
ax.plot(momenta, largest, "o", markersize=8, label="largest rate that worked")
ax.plot([0, 1], [2, 4], "--", label="2 (1 + momentum)")
ax.set(
    title="The limit on a bowl of curvature 1",
    xlabel="momentum",
    ylabel="learning rate",
    ylim=(0, 4.2),
)
ax.legend()
said = ", ".join(f"{rate:.2f} at {mu:g}" for mu, rate in zip(momenta, largest, strict=True))
predict("04_momentum", "limit_with_momentum", picture(fig, f"Largest rate that worked: {said}."))

# %% [markdown]
# ## Observe
#
# Every point of the map is a run. Its colour says how many steps the run needs until the error
# is ten times smaller: the brighter, the faster. Choose a point, with the sliders
# or by a click into the map, and its path appears. Your tasks:
#
# 1. Stay at momentum 0. Where is the best rate, and how many steps does it need for a digit?
# 2. Now use both sliders. Find the star. How much faster is it?
# 3. Walk from the star straight up, towards momentum 1. What does the path do?
# 4. Take *a round bowl*. Is momentum any use there?
# 5. Switch to *Nesterov*. Which part of the map is gone, and what is calmer in what is left?

# %% tags=["demo"]
from lrlib.widgets import live, momentum_map

live(momentum_map.EXPLORER)

# %% [markdown]
# ## Explain
#
# **Momentum**, also called the heavy ball, keeps a *velocity* $v$, which starts at zero
# ([Polyak 1964](https://doi.org/10.1016/0041-5553%2864%2990137-5 "polyak1964"); in this form
# [Sutskever et al. 2013](https://proceedings.mlr.press/v28/sutskever13.html "sutskever2013"),
# equations 1 and 2):
#
# $$v_{t+1} = \mu\,v_t - \eta\,\nabla f(\theta_t) \quad\text{1. fade, and push downhill}
# \qquad\qquad \theta_{t+1} = \theta_t + v_{t+1} \quad\text{2. move}$$
#
# With $\mu = 0$ this is plain gradient descent. With $\mu = 0.9$ each step is the last one, a tenth
# shorter, plus a push.
#
# On a slope that never changes the pushes add up: $1 + \mu + \mu^2 + \dots = 1/(1-\mu)$ of them.

# %% tags=["demo"]
for mu in (0.0, 0.5, 0.9, 0.99):
    velocity = 0.0
    for _ in range(2000):
        velocity = mu * velocity - 0.1 * 1.0  # rate 0.1, gradient 1
    print(f"momentum {mu:4}: terminal step {velocity:7.2f} = {velocity / -0.1:5.1f} × plain step")

# %% [markdown]
# So momentum makes steps longer where the slope is steady. Where slopes and rates are small, a run
# depends on $\eta/(1-\mu)$ more than on either. The digits network, 300 steps, three seeds:

# %% tags=["demo"]
network = lrlib.PROBLEMS["mlp"]()
for lr, mu in ((0.05, 0.0), (0.5, 0.0), (0.25, 0.5), (0.05, 0.9)):
    runs = [lrlib.train(network, heavy_ball(mu), lr, 300, seed=seed).loss for seed in range(3)]
    losses = " ".join(f"{loss:.3f}" for loss in runs)
    print(f"rate {lr:4}, momentum {mu:3}, rate / (1 - momentum) {lr / (1 - mu):.2f}: loss {losses}")

# %% [markdown]
# The last three agree. Who adds momentum 0.9 and leaves the rate alone has made the rate ten times
# larger. That alone would be no gain. The gain shows where the valley is narrow.

# %% [markdown]
# ### Why the map looks as it does
#
# On a bowl of curvature $\lambda$ write $a = \eta\lambda$. Put the two lines into one:
#
# $$\theta_{t+1} = (1 + \mu - a)\,\theta_t - \mu\,\theta_{t-1}.$$
#
# Such a rule has solutions $z^t$, where $z$ is a root of $z^2 - (1 + \mu - a)\,z + \mu = 0$. The
# larger root in size is the factor of each step in the long run: the **spectral radius** of the
# step. The two roots have the product $\mu$. So there are three regions
# ([Goh 2017](https://distill.pub/2017/momentum/ "goh2017")):
#
# - $a \le (1-\sqrt\mu)^2$: two real roots, no swinging, slow;
# - up to $(1+\sqrt\mu)^2$: two complex roots, both of size $\sqrt\mu$. The run swings, and its
#   speed **does not depend on the rate**: in the map of the round bowl the lines are level there;
# - above it real again; beyond $a = 2(1+\mu)$ one root is larger than 1 in size. The run diverges.

# %% tags=["demo"]
mu = 0.81
print("rate × curvature   factor of each step")
for a in (0.005, 0.1, 1.0, 3.0, 3.6, 3.615, 3.63):
    roots = np.roots([1, -(1 + mu - a), mu])
    print(f"{a:16}   {max(abs(roots)):.4f}  {'complex' if np.iscomplex(roots).any() else 'real'}")
print(f"root of mu {np.sqrt(mu):.4f}, limit 2 (1 + mu) = {2 * (1 + mu):.2f}")

# %% [markdown]
# ### "Too high a rate overshoots, oscillates, diverges"
#
# Three words, as if they were one. Count how often a run crosses the minimum in its first 100
# steps, and what is left of the error after 4000.


# %% tags=["demo"]
def crossings(lr, mu):
    """How often a run on the bowl changes sides in 100 steps, and its error after 4000."""
    path = lrlib.train(bowl, heavy_ball(mu), lr, 4000).thetas[:, 0]
    return int((np.diff(np.sign(path[:101])) != 0).sum()), abs(path[-1])


for mu, trial in ((0.0, (0.5, 1.5, 1.998, 2.002)), (0.9, (0.5, 1.5, 3.798, 3.802))):
    for lr in trial:
        sides, left = crossings(lr, mu)
        print(f"momentum {mu}, rate {lr:5}: {sides:3} crossings, error after 4000 steps {left:.1e}")

# %% [markdown]
# **What people read.** If the rate is too high, the run overshoots the minimum, oscillates and
# diverges.
#
# **What we just measured.** Plain descent at 1.5 changes sides at every step, and converges. With
# momentum 0.9 a third of that rate already swings, and nearly twice the plain limit still
# converges. From one side of the limit to the other, a hair apart, the end changes from small to
# enormous.
#
# **Why it seemed true.** Every run that diverges on a bowl does overshoot first. The reverse does
# not hold.
#
# **What is true.** On a bowl the threshold is exact. Without momentum: no crossing up to
# $1/\lambda$, crossing and converging up to $2/\lambda$, diverging above. With momentum the limit
# is $(2+2\mu)/\lambda$, and crossing is the normal way to arrive. In networks the curvature moves:
# gradient descent often runs right **at** its limit, where the loss goes up on many steps and
# still falls; or it is thrown from above the limit into a flatter place.
#
# **Source.** [Goh 2017](https://distill.pub/2017/momentum/ "goh2017");
# [Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021") for the edge of stability;
# [Lewkowycz et al. 2020](https://arxiv.org/abs/2003.02218 "lewkowycz2020") for the catapult.
# Notebook 11 measures both.

# %% [markdown]
# ### What momentum buys
#
# A valley that is $\kappa$ times steeper across than along. Each method gets its own best setting;
# for momentum that is
# ([Polyak 1964](https://doi.org/10.1016/0041-5553%2864%2990137-5 "polyak1964"), with $L$ the
# steepest curvature)
#
# $$\eta = \frac1L\left(\frac{2}{1 + 1/\sqrt\kappa}\right)^2, \qquad
# \mu = \left(\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}\right)^2.$$
#
# How many steps until the error is a millionth? If the valley gets 100 times narrower, then what?
# Commit.


# %% tags=["demo"]
def steps_needed(kappa, optimizer, lr):
    """Steps until the distance to the minimum is a millionth of that at the start."""
    valley = lrlib.PROBLEMS["bowl"]([1.0, 1 / kappa])
    path = lrlib.train(valley, optimizer, lr, 10_000).thetas
    distance = np.linalg.norm(path, axis=1)
    return int(np.argmax(distance <= 1e-6 * distance[0]))


# %% tags=["demo"]
needed = {"plain": [], "momentum": [], "Nesterov": []}
kappas = (10, 100, 1000)
for kappa in kappas:
    root = np.sqrt(kappa)
    best_mu, best_lr = ((root - 1) / (root + 1)) ** 2, (2 / (1 + 1 / root)) ** 2
    lr, mu, _ = momentum_map.best("Nesterov", kappa)  # the star of its map
    sgd, nesterov = lrlib.OPTIMIZERS["sgd"](), lrlib.OPTIMIZERS["nesterov"](mu)
    needed["plain"].append(steps_needed(kappa, sgd, 2 / (1 + 1 / kappa)))
    needed["momentum"].append(steps_needed(kappa, heavy_ball(best_mu), best_lr))
    needed["Nesterov"].append(steps_needed(kappa, nesterov, lr))

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
for (name, steps), style in zip(needed.items(), ("o-", "s--", "^:"), strict=True):
    ax.loglog(kappas, steps, style, label=name)
ax.set(title="Each method at its best", xlabel="how narrow the valley is (κ)")
ax.set_ylabel("steps to a millionth")
ax.legend()
said = "; ".join(f"{name} {a}, {b}, {c} steps" for name, (a, b, c) in needed.items())
predict("04_momentum", "narrow_valley", picture(fig, f"For κ = 10, 100, 1000: {said}."))

# %% [markdown]
# Plain descent needs steps in proportion to $\kappa$, momentum to $\sqrt\kappa$: that is the gain.
# The map for $\kappa = 100$, for the wall:

# %% tags=["demo"]
fig = figure(2, width=9.2, height=4.6)
for ax, method in zip(fig.axes, momentum_map.METHODS, strict=True):
    momentum_map.draw_map(ax, method, 100.0)
    ax.set_title(f"{method}: steps for one more digit")
stars = {method: momentum_map.best(method, 100.0) for method in momentum_map.METHODS}
plain = momentum_map.steps_per_digit(momentum_map.growth(2 / 1.01, 0.0, "heavy ball", 100.0))
said = "; ".join(
    f"{method}: the star at rate {lr:.2f} and momentum {mu:.2f} takes {steps:.0f} steps a digit"
    for method, (lr, mu, steps) in stars.items()
)
picture(fig, f"{said}. Without momentum the best is {plain:.0f}.")

# %% [markdown]
# **Choosing $\mu$.** The narrower the valley, the closer to 1. Nobody knows $\kappa$ of a network,
# so try 0.9, then 0.95 or 0.99, and search the rate again each time. Two warnings from the
# map: the star stands **on the cliff**, so stay to its left; and far above the star everything is
# slow, whatever the rate.

# %% [markdown]
# ### Nesterov: look where you are going
#
# The velocity will carry you to $\theta + \mu v$ anyway. So take the slope *there*
# ([Sutskever et al. 2013](https://proceedings.mlr.press/v28/sutskever13.html "sutskever2013"),
# equations 3 and 4):
#
# $$v_{t+1} = \mu\,v_t - \eta\,\nabla f(\theta_t + \mu\,v_t),
# \qquad \theta_{t+1} = \theta_t + v_{t+1}.$$
#
# If the velocity is about to overshoot, the slope ahead already points back. That damps the
# swinging; in return the limit is lower, $\dfrac{2 + 2\mu}{(1 + 2\mu)\,\lambda}$
# ([Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021")): in the right map the bright
# part is narrower.

# %% [markdown]
# ### One name, several forms
#
# | form | velocity | step |
# |---|---|---|
# | this course, Keras | $v \leftarrow \mu v - \eta g$ | $\theta \leftarrow \theta + v$ |
# | PyTorch | $v \leftarrow \mu v + g$ | $\theta \leftarrow \theta - \eta v$ |
# | average | $v \leftarrow \mu v + (1-\mu) g$ | $\theta \leftarrow \theta - \eta v$ |
#
# The first two are the same as long as the rate stays: $v_\text{PyTorch} = -v/\eta$. The third is
# $1/(1-\mu)$ times slower at the same rate. Now the rate drops to a tenth at step 20. Which run is
# where? Commit first.


# %% tags=["demo"]
def step_at_20(step):
    return 0.1 if step < 20 else 0.01


forms = {"rate inside (course)": True, "rate outside (PyTorch)": False}
flat = lrlib.PROBLEMS["bowl"](0.1)
paths = {
    name: lrlib.train(flat, heavy_ball(0.9, lr_in_velocity=inside), step_at_20, 40).thetas[:, 0]
    for name, inside in forms.items()
}
inside, outside = paths.values()
cut = [abs(path[20] - path[19]) / abs(path[21] - path[20]) for path in (inside, outside)]

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
for (name, path), style in zip(paths.items(), ("o-", "s--"), strict=True):
    ax.plot(range(1, 41), abs(np.diff(path)), style, markersize=3.5, label=name)
ax.axvline(20.5, color="grey", linewidth=1, linestyle=":")
ax.set(title="The rate drops to a tenth after step 20", xlabel="step", ylabel="length of the step")
ax.legend()
said = f"Up to step 20 the paths differ by {abs(inside - outside)[:21].max():.0e}. "
said += f"The next step is {cut[0]:.1f} times shorter with the rate inside, "
said += f"{cut[1]:.1f} times shorter with the rate outside. "
said += f"After 40 steps the paths are {abs(inside - outside)[-1]:.2f} apart."
predict("04_momentum", "step_decay_forms", picture(fig, said))

# %% [markdown]
# With the rate inside, the old velocity was made with the old rate, and it fades only as $\mu^k$.
# With the rate outside, the new rate counts at once, for the whole memory. Neither is wrong. But a
# schedule that was tuned with one form is another schedule with the other. PyTorch's documentation
# [says which form it uses](https://github.com/pytorch/pytorch/issues/1099 "pytorch1099") since a
# user asked.

# %% [markdown]
# ## Worked example
#
# Two steps on the bowl $f(\theta) = \theta^2/2$, whose gradient is $\theta$; rate $0.1$, momentum
# $0.9$.

# %%
theta, velocity = 1.0, 0.0

velocity = 0.9 * velocity - 0.1 * theta  # 1. fade, and push downhill: -0.1
theta = theta + velocity  # 2. move: 0.9
velocity = 0.9 * velocity - 0.1 * theta  # 1. -0.09 - 0.09 = -0.18
theta = theta + velocity  # 2. 0.72
np.array([theta, velocity])

# %% [markdown]
# **Your turn, with a blank.** Take the third step. Where is $\theta$ now? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 0.72 + (0.9 * -0.18 - 0.1 * 0.72), "First the new velocity from -0.18 and 0.72.")

# %% [markdown]
# ## Write it
#
# Four functions. The velocity is an argument and a result: no function remembers anything.

# %% [markdown]
# ### 1. Momentum (6 points)
#
# $$v \leftarrow \mu\,v - \eta\,g, \qquad \theta \leftarrow \theta + v$$
#
# Return both, `theta` first. Change no input.


# %% tags=["solution:momentum_step"]
def momentum_step(theta, grad, velocity, lr, mu):
    """One step of momentum; returns (theta, velocity). The velocity contains the rate.

    Fade the velocity by mu, subtract rate times gradient; add the new velocity to the point.
    Example: theta = [3.0, -1.0], grad = [2.0, -4.0], velocity = [0.5, 0.0], lr = 0.1, mu = 0.9
    gives theta = [3.25, -0.6], velocity = [0.25, 0.4].
    """
    ### BEGIN SOLUTION
    velocity = mu * velocity - lr * grad
    return theta + velocity, velocity
    ### END SOLUTION


# %% tags=["exercise:momentum_step"]

# %% [markdown]
# Your momentum in a valley 100 times steeper across than along, at one rate and four momenta.

# %% tags=["demo"]
from lrlib.widgets import with_yours


def four_momenta(step):
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    for mu, style in ((0.0, "-"), (0.5, "--"), (0.9, "-."), (0.99, ":")):
        mine = lrlib.from_step(step, mu=mu)
        loss = lrlib.train(lrlib.PROBLEMS["ravine"](100.0), mine, 0.015, 200).losses
        ax.semilogy(loss, style, label=f"momentum {mu}: ends at {loss[-1]:.0e}")
    ax.set(title="Your momentum_step in the ravine, rate 0.015", xlabel="step", ylabel="loss")
    ax.legend(fontsize=8)
    return picture(fig, "More momentum helps, up to a point: at 0.99 the run is still swinging.")


with_yours(momentum_step, four_momenta)

# %% [markdown]
# ### 2. Nesterov (6 points)
#
# $$v \leftarrow \mu\,v - \eta\,\nabla f(\theta + \mu\,v), \qquad \theta \leftarrow \theta + v$$
#
# `grad_fn(point)` gives the gradient at a point; call it once. Return the **real** point, not the
# look-ahead.


# %% tags=["solution:nesterov_step"]
def nesterov_step(theta, grad_fn, velocity, lr, mu):
    """One step of Nesterov's momentum; returns (theta, velocity), theta being the real point.

    Take the gradient at theta + mu * velocity; then go on as in momentum_step.
    Example: theta = [1.0], grad_fn = lambda x: 2 * x, velocity = [-0.5], lr = 0.1, mu = 0.8
    looks at [0.6] and gives theta = [0.48], velocity = [-0.52].
    """
    ### BEGIN SOLUTION
    ahead = theta + mu * velocity
    velocity = mu * velocity - lr * grad_fn(ahead)
    return theta + velocity, velocity
    ### END SOLUTION


# %% tags=["exercise:nesterov_step"]

# %% [markdown]
# Does looking ahead calm the run? Your Nesterov beside the heavy ball, same rate, same momentum.


# %% tags=["demo"]
ravine = lrlib.PROBLEMS["ravine"](100.0)


def losses_in_the_ravine(step):
    """The loss before each of 150 steps of `step`, at rate 0.01 and momentum 0.9."""
    theta, velocity, losses = ravine.theta0, np.zeros(2), []
    for _ in range(150):
        losses.append(ravine.loss(theta))
        theta, velocity = step(theta, ravine.grad, velocity, 0.01, 0.9)
    return losses


# %% tags=["demo"]
def beside_heavy_ball(step):
    loss = losses_in_the_ravine(step)
    ball = lrlib.train(ravine, heavy_ball(0.9), 0.01, 150).losses[:-1]
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogy(ball, "--", label="heavy ball")
    ax.semilogy(loss, label="your nesterov_step")
    ax.set(title="Rate 0.01, momentum 0.9", xlabel="step", ylabel="loss")
    ax.legend()
    rises = [int((np.diff(run) > 0).sum()) for run in (ball, loss)]
    return picture(fig, f"The loss rises on {rises[0]} steps of the ball, on {rises[1]} of yours.")


with_yours(nesterov_step, beside_heavy_ball)

# %% [markdown]
# ### 3. Into PyTorch's form (4 points)
#
# You have a run of this course and want to continue it in PyTorch, where $v \leftarrow \mu v + g$
# and $\theta \leftarrow \theta - \eta v$. Its velocity is
#
# $$v_\text{PyTorch} = -\,v / \eta.$$


# %% tags=["solution:to_pytorch"]
def to_pytorch(velocity, lr):
    """The velocity in PyTorch's form: minus the velocity, divided by the rate.

    Example: velocity = [0.5, -0.2], lr = 0.1 gives [-5.0, 2.0].
    """
    ### BEGIN SOLUTION
    return -velocity / lr
    ### END SOLUTION


# %% tags=["exercise:to_pytorch"]

# %% [markdown]
# Your conversion at work: twenty steps in this course's form, then twenty in PyTorch's.


# %% tags=["demo"]
def handed_over(convert):
    """The path of a run that changes from this course's form to PyTorch's at step 20."""
    whole, theta, velocity = [1.0], np.array(1.0), np.array(0.0)
    for step in range(40):
        if step == 20:
            velocity = convert(velocity, 0.1)
        velocity = 0.9 * velocity + (-0.1 * theta if step < 20 else theta)
        theta = theta + velocity if step < 20 else theta - 0.1 * velocity
        whole.append(float(theta))
    return whole


# %% tags=["demo"]
def hand_over(convert):
    whole = handed_over(convert)
    alone = lrlib.train(bowl, heavy_ball(0.9), 0.1, 40).thetas[:, 0]
    fig = figure(width=6.4, height=2.8)
    (ax,) = fig.axes
    ax.plot(alone, label="PyTorch's form from the start")
    ax.plot(whole, "--", label="handed over at step 20")
    ax.set(title="A run changes its form", xlabel="step", ylabel="weight")
    ax.legend()
    return picture(fig, f"Largest difference: {np.abs(alone - whole).max():.0e}.")


with_yours(to_pytorch, hand_over)

# %% [markdown]
# ### 4. Is it stable? (4 points)
#
# `True` if momentum on a bowl of this curvature converges from every start:
#
# $$0 < \eta\lambda < 2\,(1 + \mu) \quad\text{and}\quad 0 \le \mu < 1.$$


# %% tags=["solution:momentum_stable"]
def momentum_stable(lr, mu, curvature):
    """Whether the heavy ball converges on a bowl from every start.

    True if 0 < lr * curvature < 2 * (1 + mu) and 0 <= mu < 1, else False.
    Example: lr = 0.7, mu = 0.5, curvature = 4.0 gives True; lr = 0.8 gives False.
    """
    ### BEGIN SOLUTION
    return 0 < lr * curvature < 2 * (1 + mu) and 0 <= mu < 1
    ### END SOLUTION


# %% tags=["exercise:momentum_stable"]

# %% [markdown]
# Your border against real runs at random pairs of rate and momentum.

# %% tags=["demo"]
rng = np.random.default_rng(4)
lr, mu = rng.uniform(0, 4.4, 300), rng.uniform(0, 0.98, 300)
runs = lrlib.train(bowl, heavy_ball(mu), lr, 3000, theta0=np.ones((300, 1)), keep_path=False)
arrived = runs.loss < runs.losses[0]


# %% tags=["demo"]
def border(is_stable):
    said = np.array([bool(is_stable(a, m, 1.0)) for a, m in zip(lr, mu, strict=True)])
    fig = figure(width=6.4, height=3.4)
    (ax,) = fig.axes
    ax.plot(lr[said], mu[said], "o", markersize=5, label="you say: converges")
    ax.plot(lr[~said], mu[~said], "x", markersize=5, label="you say: diverges")
    ax.set(title="Your momentum_stable", xlabel="rate × curvature", ylabel="momentum")
    ax.set_ylim(0, 1.35)  # room for the legend
    ax.legend(loc="upper center", ncols=2)
    return picture(fig, f"You agree with {int((said == arrived).sum())} of the 300 runs.")


with_yours(momentum_stable, border)

# %% [markdown]
# ## Find the bug
#
# Nesterov has a form that needs no look-ahead. It keeps $\theta + \mu v$ itself as *the* point,
# and in PyTorch's convention it reads
#
# $$v \leftarrow \mu v + g, \qquad \theta \leftarrow \theta - \eta\,(g + \mu\,v)
# \quad\text{with the new } v.$$
#
# One wrong index, and it is something else. Chainer's code took the new velocity where
# [its reference has the old one](https://github.com/chainer/chainer/issues/4274 "chainer4274").
# PyTorch's documentation printed the previous gradient
# [for the present one](https://github.com/pytorch/pytorch/pull/76639 "pytorch76639"). The function
# below makes a mistake of this family. Its runs look healthy.


# %% tags=["demo"]
def nesterov_with_a_bug(grad_fn, theta0, lr, steps, mu=0.9):
    theta = np.array(theta0, dtype=float)
    velocity, path = np.zeros_like(theta), [theta]
    for _ in range(steps):
        grad = grad_fn(theta)
        theta = theta - lr * (grad + mu * velocity)
        velocity = mu * velocity + grad
        path.append(theta)
    return np.array(path)


# %% tags=["demo"]
start = np.array([1.0, 1.0])
valley = lrlib.PROBLEMS["bowl"]([1.0, 10.0])
buggy = nesterov_with_a_bug(valley.grad, start, 0.05, 100)
ball = lrlib.train(valley, heavy_ball(0.9), 0.05, 100, theta0=start).thetas
print(f"largest difference from the plain heavy ball: {abs(buggy - ball).max():.0e}")

# %% [markdown]
# Not a bad Nesterov: no Nesterov at all. Write a test that accepts the right form and stops this
# one. The test below only looks whether the run arrives.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(nesterov_path):  # the momentum is 0.9
    path = nesterov_path(lambda theta: theta, np.array([1.0]), 0.1, 200)
    return abs(path[-1, 0]) < 0.01  # replace this by a test that catches the bug


hunt("nesterov_with_the_old_velocity", my_test, wrong=nesterov_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - **Momentum = the last step, faded, plus a push.** On a steady slope it multiplies the rate by
#   $1/(1-\mu)$.
# - The limit on a bowl is $2(1+\mu)$ over the curvature. Crossing the minimum is no sign of
#   divergence.
# - In a narrow valley momentum turns $\kappa$ steps into $\sqrt\kappa$. In a round bowl it is no
#   use.
# - Nesterov takes the slope where the velocity leads. It swings less; its limit is lower.
# - Rate inside or outside the velocity: the same at a constant rate, different as soon as the rate
#   changes.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("04_momentum")
