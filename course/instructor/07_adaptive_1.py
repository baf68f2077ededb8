# %% [markdown]
# # 07 · Adaptive methods I: AdaGrad and RMSProp
#
# *60 minutes · 18 points*
#
# Afterwards you can
# - write AdaGrad and RMSProp, and compute the rate that each weight really gets;
# - say what "adaptive" adapts to (it is not how often a weight is updated);
# - say what eps does when it is small, and what it turns the method into when it is large;
# - say which problems these methods solve, and which they leave to you.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("07_adaptive_1")

# %% [markdown]
# ## Predict
#
# AdaGrad gives every weight a rate of its own. Two weights have seen gradients of very different
# kinds: A many small ones, B a single large one. Who has the larger rate now? Commit first.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict

adagrad = lrlib.OPTIMIZERS["adagrad"]()
theta, state = np.zeros(2), adagrad.init(np.zeros(2))
for step in range(1000):
    single = 10.0 if step == 999 else 0.0
    theta, state = adagrad.step(theta, np.array([0.01, single]), state, 1.0)
total = state["accum"]  # what AdaGrad remembers of each weight
rate = 1 / np.sqrt(total)

# %% tags=["demo"]
fig = figure(2, width=9.4, height=2.4)
left, right = fig.axes
left.barh(["A: 1000 gradients of 0.01", "B: 1 gradient of 10"], [1000, 1])
left.set(title="Number of updates", xlabel="updates", xscale="log")
right.barh(["A", "B"], rate)
right.set(title="What AdaGrad makes of it", xscale="log")
right.set_xlabel("effective rate / learning rate")
said = f"Sum of squared gradients: A {total[0]:.3g}, B {total[1]:.3g}. The rate of A, which was "
said += f"updated 1000 times as often, is {rate[0] / rate[1]:.1f} times as large."
predict("07_adaptive_1", "frequency", picture(fig, said))

# %% [markdown]
# ## Observe
#
# Weight A gets a gradient of 1 in every step. You edit the stream of weight B. The bars show what
# stands in front of the *last* gradient, in four methods (Adam is the subject of notebook 08).
# Your tasks:
#
# 1. Size 1: make B rarer and rarer. Which methods raise its rate? By what law does AdaGrad's ratio
#    grow?
# 2. *Once*: raise the size until AdaGrad gives both the same rate. Which size is it, and why this
#    one?
# 3. *Every step*: which method gives both weights steps of the same length, whatever the size?
# 4. Set eps to 1 and make B small. What has become of the adaptive methods?

# %% tags=["demo"]
from lrlib.widgets import gradient_stream, live

live(gradient_stream.EXPLORER)

# %% [markdown]
# ## Explain
#
# **AdaGrad** ([Duchi, Hazan & Singer 2011](https://jmlr.org/papers/v12/duchi11a.html "duchi2011"))
# sums the squared gradients of each weight, from the first step on, and divides by the root:
#
# $$G_t = G_{t-1} + g_t^2, \qquad
# \theta_t = \theta_{t-1} -
# \underbrace{\frac{\eta}{\sqrt{G_t}+\varepsilon}}_{\text{effective rate}}\, g_t.$$
#
# **RMSProp** of
# [Tieleman & Hinton 2012](https://www.cs.toronto.edu/~hinton/coursera/lecture6/lec6.pdf "rmsprop")
# forgets: the sum becomes a fading mean.
#
# $$a_t = \rho\,a_{t-1} + (1-\rho)\,g_t^2, \qquad
# \theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{a_t}+\varepsilon}\, g_t.$$
#
# Everything happens for each weight by itself. If all its gradients are multiplied by
# 1000, so is the root below: their **scale** cancels (as long as $\varepsilon$ is negligible).

# %% [markdown]
# The difference shows over time. One weight, 2000 noisy gradients; halfway they become ten times
# smaller. Which rate does each method give it?


# %% tags=["demo"]
rng = np.random.default_rng(0)
g = rng.normal(size=2000) * np.where(np.arange(2000) < 1000, 1.0, 0.1)

fading, means = 0.0, []
for square in g**2:
    fading = 0.99 * fading + 0.01 * square
    means.append(fading)
rates_over_time = {
    "AdaGrad": 1 / np.sqrt(np.cumsum(g**2)),
    "RMSProp, rho 0.99": 1 / np.sqrt(means),
}

# %% tags=["demo"]
fig = figure(width=6.8, height=3.2)
(ax,) = fig.axes
for (name, values), style in zip(rates_over_time.items(), ("-", "--"), strict=True):
    ax.loglog(np.arange(1, 2001), values, style, label=name)
ax.axvline(1000, color="grey", linewidth=1)
ax.set(title="The gradients shrink tenfold at step 1000", xlabel="step")
ax.set_ylabel("effective rate / learning rate")
ax.legend()
said = "; ".join(
    f"{name}: {values[999]:.3f} at step 1000, {values[-1]:.3f} at step 2000"
    for name, values in rates_over_time.items()
)
picture(fig, said + ". The sum never forgets; the fading mean does.")

# %% [markdown]
# AdaGrad carries a schedule of its own: with steady gradients $G_t$ grows like $t$, so its rates
# fall like $1/\sqrt t$. RMSProp has none. It leaves the decay to you (notebooks 05 and 06).

# %% [markdown]
# ### "AdaGrad adapts the rate based on the frequency of updates"
#
# **What people read.** AdaGrad adapts the learning rate to how often a parameter is updated.
#
# **What we just measured.** The weight that was updated a thousand times as often got the *larger*
# rate, since its gradients were small.
#
# **Why it seemed true.** The paper itself says so, informally, of features that are present or
# absent, such as words. Their gradients are of similar size, so the sum of squares counts how often
# a word occurs, and rare words do get large rates.
#
# **What is true.** AdaGrad divides by the root of the **sum of squared gradients**. Frequency
# matters only through it.
#
# **Source.** [Duchi, Hazan & Singer 2011](https://jmlr.org/papers/v12/duchi11a.html "duchi2011"),
# section 1.

# %% [markdown]
# ### "AdaGrad and RMSProp adjust the learning rate automatically"
#
# Twelve features, the smallest and the largest a factor of 1000 apart; logistic regression; 300
# steps; 25 rates. Then the same data again, *turned*: each new feature is a mixture of all old
# ones. Commit first.


# %% tags=["demo"]
def two_classes(seed=0):
    """400 examples with features of very different scales, and the same examples turned."""
    rng = np.random.default_rng(seed)
    plain = rng.normal(size=(400, 12))
    y = (plain @ rng.normal(size=12) + 0.5 * rng.normal(size=400) > 0).astype(int)
    x = plain * np.logspace(-1.5, 1.5, 12)
    turn, _ = np.linalg.qr(rng.normal(size=(12, 12)))  # a rotation: lengths and angles stay
    return {"as measured": (x, y), "turned": (x @ turn, y)}


# %% tags=["demo"]
rates = 10.0 ** np.arange(-4, 2.1, 0.25)
losses = {}
for kind, data in two_classes().items():
    problem = lrlib.PROBLEMS["logistic_regression"](data)
    for name in ("sgd", "adagrad", "rmsprop"):
        run = lrlib.sweep(problem, lrlib.OPTIMIZERS[name](), rates, 300)
        losses[kind, name] = run.over_seeds()

# %% tags=["demo"]
fig = figure(2, width=9.4, height=3.4)
for ax, kind in zip(fig.axes, ("as measured", "turned"), strict=True):
    for name, style in (("sgd", "-"), ("adagrad", "--"), ("rmsprop", "-.")):
        ax.loglog(rates, losses[kind, name], style, linewidth=2.2, label=name)
    ax.set(title=f"Features {kind}", xlabel="learning rate", ylabel="loss after 300 steps")
    ax.set_ylim(0.08, 3)
    ax.legend()

# %% tags=["demo"]
said = ""
for kind in ("as measured", "turned"):
    best = {name: losses[kind, name].min() for name in ("sgd", "adagrad", "rmsprop")}
    said += f"Best losses {kind}: " + ", ".join(f"{n} {v:.2f}" for n, v in best.items()) + ". "
low = losses["as measured", "adagrad"]
said += (
    f"AdaGrad's best rate is {rates[low.argmin()]:.2g}; at {rates[0]:g} its loss is {low[0]:.2f} "
)
said += f"(the start: {np.log(2):.2f}), at {rates[-1]:g} it is {low[-1]:.2g}."
predict("07_adaptive_1", "mixed_features", picture(fig, said))

# %% [markdown]
# **What people read.** AdaGrad, RMSProp and Adam automatically adjust the learning rate.
#
# **What we just measured.** On features of different scales they win clearly. But every curve has
# a valley: at a small rate AdaGrad has hardly moved, at a large one it ends above its start. And
# after a mere turn of the data most of the lead is gone, while gradient descent did not notice the
# turn.
#
# **Why it seemed true.** They do set rates, one for each weight, and they forgive features that
# nobody has scaled.
#
# **What is true.** They set the rates of the weights *relative to each other*, along the axes. The
# global rate in front is still yours to tune.
#
# **Source.** [Duchi, Hazan & Singer 2011](https://jmlr.org/papers/v12/duchi11a.html "duchi2011"),
# section 1 (the diagonal is an approximation);
# [Wilson et al. 2017](https://arxiv.org/abs/1705.08292 "wilson2017"),
# [Schmidt et al. 2021](https://arxiv.org/abs/2007.01547 "schmidt2021") on tuning.

# %% [markdown]
# ### What is eps?
#
# "A small number against division by zero." Small against what? We train a network on the digits
# with RMSProp, at nine values of eps and thirteen rates: one population. Commit first.

# %% tags=["demo"]
network = lrlib.PROBLEMS["mlp"]((64, 16, 10))
grid, eps = 10.0 ** np.arange(-3, 3.1, 0.5), 10.0 ** np.arange(-6, 2.1)
runs = lrlib.sweep(network, lrlib.OPTIMIZERS["rmsprop"], grid, 100, axes={"eps": eps})
table = runs.over_seeds()  # one row for each rate, one column for each eps
best_rates = grid[table.argmin(axis=0)]
by_sgd = lrlib.sweep(network, lrlib.OPTIMIZERS["sgd"](), grid, 100).over_seeds()
best_sgd = grid[by_sgd.argmin()]

# %% tags=["demo"]
fig = figure(width=7.4, height=4.6)
(ax,) = fig.axes
lrlib.plotting.heat_map(ax, runs, "eps", "lr")
for values, style in ((best_sgd * eps, "--"), (best_rates, "o-")):
    ax.plot(eps, values, "-", color="black", linewidth=4)
    ax.plot(eps, values, style, color="white", markeredgecolor="black", linewidth=2)
ax.set(title="RMSProp on the digits: rate and eps (blank: diverged)", xlabel="eps")
ax.set_ylim(grid[0] / 1.8, grid[-1] * 1.8)
ax.grid(False)

# %% tags=["demo"]
plain = eps[best_rates == best_rates[0]].max()
said = f"Circles: the best rate is {best_rates[0]:.2g} for every eps up to {plain:g}. At eps = "
said += (
    f"{eps[-1]:g} it is {best_rates[-1]:.3g}, and rate / eps is {best_rates[-1] / eps[-1]:.2g}. "
)
said += f"Dashed: eps times {best_sgd:.2g}, the best rate of plain SGD."
predict("07_adaptive_1", "eps_sweep", picture(fig, said))

# %% [markdown]
# Small means **small against the gradients**. Far below them eps does nothing. Far above them the
# denominator *is* eps,
#
# $$\frac{\eta}{\sqrt{a_t}+\varepsilon} \approx \frac{\eta}{\varepsilon},$$
#
# and RMSProp is plain SGD whose rate is called $\eta/\varepsilon$. In between lies a family of
# methods. So eps is a second hyper-parameter, and a rate tuned with one eps says nothing about
# another.

# %% [markdown]
# ### "RMSProp uses a moving average of squared gradients"
#
# Fine as it stands. But "RMSProp" is not one method. The first three steps, divided by the rate,
# for gradients that are always 0.01, with eps = 0.01:


# %% tags=["demo"]
def three_steps(start, inside, eps=0.01, g=0.01, rho=0.9):
    """First steps / rate of RMSProp: its mean begins at `start`, eps inside the root or not."""
    mean, steps = start, []
    for _ in range(3):
        mean = rho * mean + (1 - rho) * g**2
        steps.append(g / np.sqrt(mean + eps) if inside else g / (np.sqrt(mean) + eps))
    return steps


for name, start, inside in (
    ("start 0, eps outside the root (this course, PyTorch)", 0.0, False),
    ("start 0, eps inside the root  (Keras)", 0.0, True),
    ("start 1, eps inside the root  (early TensorFlow)", 1.0, True),
):
    print(name.ljust(54), "  ".join(f"{step:.3f}" for step in three_steps(start, inside)))

# %% [markdown]
# **What people read.** RMSProp uses a moving average of squared gradients.
#
# **What we just measured.** Three programs of that name, first steps that differ by more than a
# factor of fifty.
#
# **Why it seemed true.** It is true. It was never a paper, only a slide of a lecture, so every
# library filled in the rest.
#
# **What is true.** A mean that fades with $\rho$; then where eps goes, how the mean starts and
# whether a momentum follows depend on the library. Results tuned in one need not carry over.
#
# **Source.**
# [Tieleman & Hinton 2012](https://www.cs.toronto.edu/~hinton/coursera/lecture6/lec6.pdf "rmsprop");
# [PyTorch, issue 23796](https://github.com/pytorch/pytorch/issues/23796 "pytorch23796"), on moving
# from TensorFlow; [timm](https://huggingface.co/docs/timm/reference/optimizers "timm2020"), whose
# `RMSpropTF` imitates the early TensorFlow: see there for the list of the differences.

# %% [markdown]
# ## Worked example
#
# AdaGrad, rate 0.1, $\varepsilon$ negligible. One weight has $G = 9$ and meets the gradient 4.
#
# 1. Remember: $G = 9 + 4^2 = 25$. The *new* gradient is already in.
# 2. Effective rate: $0.1/\sqrt{25} = 0.02$.
# 3. Step: $0.02 \cdot 4 = 0.08$.

# %%
G = 9.0 + 4.0**2  # 1. remember
effective = 0.1 / np.sqrt(G)  # 2. the rate of this weight
step = effective * 4.0  # 3. the step
print(f"G = {G:.0f}, effective rate {effective:.2f}, step {step:.2f}")

# %% [markdown]
# **Your turn, with a blank.** RMSProp, rate 0.1, $\rho = 0.9$, $\varepsilon$ negligible, the mean
# starts at 0, and the first gradient is 4. The mean becomes $0.1 \cdot 16 = 1.6$. How long is the
# first step? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 0.1 * 4 / np.sqrt(1.6), "Rate times gradient, divided by the root of the mean.")

# %% [markdown]
# ## Write it
#
# Three functions on arrays of any shape. State goes in and comes out; change no input. Use `eps`
# where the formula has it.

# %% [markdown]
# ### 1. AdaGrad (6 points)
#
# $$G \leftarrow G + g^2, \qquad \theta \leftarrow \theta - \eta\,\frac{g}{\sqrt{G} + \varepsilon}$$
#
# `accum` is $G$. First remember, then step with the **new** $G$.


# %% tags=["solution:adagrad_step"]
def adagrad_step(theta, grad, accum, lr, eps=1e-8):
    """One step of AdaGrad; returns (theta, accum).

    Add the squared gradient to accum, divide the gradient by root of accum plus eps, step.
    Example: theta = [1.0, 1.0], grad = [4.0, -0.3], accum = [9.0, 0.16], lr = 0.1
    gives theta = [0.92, 1.06], accum = [25.0, 0.25].
    """
    ### BEGIN SOLUTION
    accum = accum + grad**2  # 1. remember
    return theta - lr * grad / (np.sqrt(accum) + eps), accum  # 2. step
    ### END SOLUTION


# %% tags=["exercise:adagrad_step"]

# %% [markdown]
# Your AdaGrad on the twelve features, beside gradient descent:

# %% tags=["demo"]
from lrlib.widgets import with_yours


def twelve_features(step):
    problem = lrlib.PROBLEMS["logistic_regression"](two_classes()["as measured"])
    yours = lrlib.sweep(problem, lrlib.from_step(step), rates, 300).over_seeds()
    fig = figure(width=6.4, height=3)
    ax = fig.axes[0]
    ax.loglog(rates, losses["as measured", "sgd"], "--", label="gradient descent")
    ax.loglog(rates, yours, "o-", markersize=4, label="your AdaGrad")
    ax.set(title="Your adagrad_step", xlabel="learning rate", ylabel="loss", ylim=(0.08, 3))
    ax.legend()
    return picture(
        fig, f"Your best loss is {yours.min():.3f}, at the rate {rates[yours.argmin()]:.2g}."
    )


with_yours(adagrad_step, twelve_features)

# %% [markdown]
# ### 2. RMSProp (7 points)
#
# $$a \leftarrow \rho\,a + (1-\rho)\,g^2, \qquad
# \theta \leftarrow \theta - \eta\,\frac{g}{\sqrt{a} + \varepsilon}$$
#
# `avg` is $a$. No correction for its start; `eps` outside the root.


# %% tags=["solution:rmsprop_step"]
def rmsprop_step(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    """One step of RMSProp; returns (theta, avg).

    Let avg fade by rho and take in (1 - rho) of the squared gradient, then divide the gradient by
    root of avg plus eps, and step.
    Example: theta = [1.0], grad = [2.0], avg = [1.0], lr = 0.1, rho = 0.75
    gives theta = [0.848814], avg = [1.75].
    """
    ### BEGIN SOLUTION
    avg = rho * avg + (1 - rho) * grad**2  # 1. remember
    return theta - lr * grad / (np.sqrt(avg) + eps), avg  # 2. step
    ### END SOLUTION


# %% tags=["exercise:rmsprop_step"]

# %% [markdown]
# Your RMSProp reads handwritten digits, at twelve rates at once. Is the valley wide?


# %% tags=["demo"]
def digits_with(step):
    twelve = np.geomspace(1e-4, 1.0, 12)
    loss = lrlib.sweep(network, lrlib.from_step(step), twelve, 200).over_seeds()
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.loglog(twelve, loss, "o-")
    ax.set(title="Your rmsprop_step on the digits", xlabel="learning rate", ylabel="training loss")
    good = twelve[loss < 2 * loss.min()]
    text = f"Best rate {twelve[loss.argmin()]:.2g}, loss {loss.min():.3f}. Within twice of that: "
    return picture(fig, text + f"rates {good[0]:.2g} to {good[-1]:.2g}.")


with_yours(rmsprop_step, digits_with)

# %% [markdown]
# ### 3. The rate that a weight really gets (5 points)
#
# `grads` has one row for each step that is over and one column for each weight. After them,
# AdaGrad's rate is
#
# $$\frac{\eta}{\sqrt{\sum_{t} g_{t,i}^2} + \varepsilon} \qquad \text{for each weight } i.$$


# %% tags=["solution:effective_lr"]
def effective_lr(grads, lr, eps=1e-8):
    """AdaGrad's rate of each weight after the gradients `grads`, shape (steps, d) -> (d,).

    Rate divided by (root of the sum of squares over the steps, plus eps).
    Example: grads = [[3.0, 0.0], [4.0, 0.5]], lr = 0.1 gives [0.02, 0.2].
    """
    ### BEGIN SOLUTION
    return lr / (np.sqrt(np.sum(np.square(grads), axis=0)) + eps)
    ### END SOLUTION


# %% tags=["exercise:effective_lr"]

# %% [markdown]
# Your ruler on images. One weight for each of the 64 pixels learns to tell "8" from the other
# digits. Left, how much the pixel varies; right, the rate that AdaGrad would give to its weight.
# The left and the right edge hardly ever change:


# %% tags=["demo"]
def pixel_gradients():
    """All images, and every gradient while 64 weights learn to tell "8" from the rest."""
    x, y = lrlib.digits().x_train, lrlib.digits().y_train == 8
    weights, grads = np.zeros(64), []
    for image, label in zip(x, y, strict=True):
        grads.append((1 / (1 + np.exp(-image @ weights)) - label) * image)
        weights = weights - 0.1 * grads[-1]
    return x, np.array(grads)


# %% tags=["demo"]
def rates_of_pixels(ruler):
    x, grads = pixel_gradients()
    spread, found = x.std(axis=0), ruler(grads, 1.0)
    fig = figure(2, width=7.6, height=3.4)
    for ax, values in zip(fig.axes, (spread, np.log10(np.minimum(found, 10))), strict=True):
        bar = fig.colorbar(ax.imshow(values.reshape(8, 8), cmap="cividis"), ax=ax)
        bar.ax.tick_params(colors=lrlib.plotting.GREY)
        ax.set(xlabel="column", ylabel="row", title="How much each pixel varies")
    fig.axes[1].set_title("log10 of its rate (cut at 1)")
    said = f"{np.sum(spread == 0)} pixels never change: their rate is {found.max():.0e}, times 0. "
    return picture(fig, said + f"Median rate {np.median(found):.2g}, smallest {found.min():.2g}.")


with_yours(effective_lr, rates_of_pixels)

# %% [markdown]
# ## Find the bug
#
# A widely used program for word vectors multiplies the gradient by the rate *first*, "for ease in
# calculating", and then uses the product for the step **and** for the sum
# ([GloVe, issue 134](https://github.com/stanfordnlp/GloVe/issues/134 "glove134")). Here is such an
# AdaGrad; it returns the path.


# %% tags=["demo"]
def adagrad_with_a_bug(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    accum, path = np.zeros_like(theta), [theta]
    for _ in range(steps):
        update = lr * grad_fn(theta)
        accum = accum + update**2
        theta = theta - update / (np.sqrt(accum) + 1e-8)
        path.append(theta)
    return np.array(path)


# %% [markdown]
# What does the rate do in this program? Write a test that accepts a right AdaGrad and stops this
# one. (In GloVe the sum starts at 1, which hides the fault at first.)

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(adagrad_path):
    path = adagrad_path(lambda theta: 2 * theta, np.array([5.0]), 1.0, 3)
    return path[-1, 0] < path[0, 0]  # replace this by a test that catches the bug


hunt("rate_inside_the_sum", my_test, wrong=adagrad_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - **AdaGrad divides by the root of the sum of squared gradients**; how often a weight is updated
#   matters only through it.
# - RMSProp replaces the sum by a fading mean: it forgets, so its rates do not die out.
# - Both set rates relative to each other, along the axes. They forgive unscaled features, not
#   mixed ones.
# - The global rate is still yours to tune.
# - eps is small or large against the gradients. Large, it turns the method into SGD with the rate
#   $\eta/\varepsilon$.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("07_adaptive_1")
