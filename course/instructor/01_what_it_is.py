# %% [markdown]
# # 01 · What the learning rate is
#
# *60 minutes · 16 points*
#
# Afterwards you can
# - tell three things apart: the **rate**, the **gradient** and the **step**;
# - write gradient descent, and a gradient that needs no formula;
# - say why nobody can tell you *the* right rate.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("01_what_it_is")

# %% [markdown]
# ## Predict
#
# Two optimizers meet the same weight and the same data. Only the unit of the loss changes.
# The next cell measures the **first step**: how far the weight moves.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict, with_yours


def first_step(name, gradient, lr=0.001):
    """Length of the first step that an optimizer takes when it meets this gradient."""
    optimizer, theta = lrlib.OPTIMIZERS[name](), np.zeros(1)
    moved, _ = optimizer.step(theta, np.array([gradient]), optimizer.init(theta), lr)
    return abs(moved - theta)[0]


# %% tags=["demo"]
scales = [0.001, 1.0, 1000.0]
sgd = [first_step("sgd", scale) for scale in scales]
adam = [first_step("adam", scale) for scale in scales]

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
ax.loglog(scales, sgd, "o-", label="SGD")
ax.loglog(scales, adam, "s--", label="Adam")
ax.set(title="The first step at rate 0.001", xlabel="gradient (loss per unit of weight)")
ax.set_ylabel("length of the step (units of weight)")
ax.legend()
said = f"Gradient × 1000: SGD's step × {sgd[2] / sgd[1]:.0f}, Adam's × {adam[2] / adam[1]:.2f}. "
said += f"Adam's is {adam[0]:.1e}, {adam[1]:.1e} and {adam[2]:.1e} long for the three gradients."
predict("01_what_it_is", "loss_times_1000", picture(fig, said))

# %% [markdown]
# ## Observe
#
# One weight, one loss, one slope. The red arrow is the first **step**. Your tasks:
#
# 1. Find the largest rate at which the bowl's loss still falls on every step. Note it.
# 2. Change *one unit of length* from 1 m to 10 cm, and find it again. By what factor did it
#   change?
# 3. Take the loss *flat far away* with the start at 4. The loss is high there. Is the step long?

# %% tags=["demo"]
from lrlib.widgets import live, step_explorer

live(step_explorer.EXPLORER)

# %% [markdown]
# ## Explain
#
# **Gradient descent.** The gradient points uphill. Go the other way; the rate $\eta$ says how
# far:
#
# $$\theta_{t+1} \;=\; \theta_t \;-\; \underbrace{\eta}_{\text{rate}}\;
# \underbrace{\nabla f(\theta_t)}_{\text{gradient}}
# \qquad\text{so the step is}\qquad \eta\,\nabla f(\theta_t).$$
#
# Three words, three things. The **rate** is a number that you choose. The **gradient** comes
# from the loss and the place where you stand. The **step** is their product.
#
# With noisy gradients from small samples this is *stochastic* gradient descent, SGD
# ([Robbins & Monro 1951](https://doi.org/10.1214/aoms/1177729586 "robbins1951")).

# %% [markdown]
# ### "The rate controls how much the model changes in response to the error"
#
# That is what many study guides say. Test it: one sigmoid output $p = 1/(1+e^{-z})$ that should
# be 1, and is confidently wrong. The error $1-p$ is the same for both losses below.
#
# $$\frac{d}{dz}(1-p)^2 = -2\,(1-p)\,p\,(1-p), \qquad \frac{d}{dz}(-\log p) = -(1-p).$$

# %% tags=["demo"]
p = 1 / (1 + np.exp(8.0))  # z = -8: confidently wrong
squared_error = 2 * (1 - p) * p * (1 - p)
cross_entropy = 1 - p

print(f"error 1 - p                      {1 - p:.4f}")
print(f"size of the slope, squared error {squared_error:.1e}")
print(f"size of the slope, cross-entropy {cross_entropy:.4f}")
print(f"ratio of the two steps at any rate: {cross_entropy / squared_error:.0f}")

# %% [markdown]
# **What people read.** The rate controls how much the model changes in response to the
# estimated error.
#
# **What we just measured.** Equal error, slopes that differ by a factor of more than a
# thousand: so do the steps. And Adam took the same first step for a gradient a million times
# larger.
#
# **Why it seemed true.** In linear regression the gradient of the squared error is
# error × input, so a larger error does mean a larger step.
#
# **What is true.** The rate multiplies the *gradient*, and for Adam a rescaled gradient. The
# error enters only through its slope.
#
# **Source.** [Kingma & Ba 2015](https://arxiv.org/abs/1412.6980 "kingma2015"), section 2.1:
# Adam's steps do not depend on the scale of the gradient.

# %% [markdown]
# ### "The rate is the step size"
#
# Follow one run at a **constant** rate and measure every step.

# %% tags=["demo"]
theta, lr, lengths = 3.0, 0.2, []
for _ in range(12):
    step = lr * theta  # the bowl theta**2 / 2 has the gradient theta
    lengths.append(abs(step))
    theta = theta - step

fig = figure(width=6.4, height=2.8)
(ax,) = fig.axes
ax.semilogy(range(1, 13), lengths, "o-", label="length of the step")
ax.axhline(lr, linestyle="--", color="C1", label="rate")
ax.set(title="The rate stays, the steps shrink", xlabel="step", ylabel="length (units of weight)")
ax.legend()
picture(
    fig, f"At rate {lr} the first step is {lengths[0]:.1f} long, the twelfth {lengths[-1]:.2f}."
)

# %% [markdown]
# **What people read.** The learning rate determines the step size.
#
# **What we just measured.** One constant rate, twelve steps of twelve lengths.
#
# **Why it seemed true.** In mathematics the factor $\eta$ is often *called* the step size. And
# Adam's first step does have the length of the rate.
#
# **What is true.** Step = rate × direction. The direction has a length of its own: gradient,
# memory and rescaling all enter.
#
# **Source.** The definition above; for Adam's direction
# [Kingma & Ba 2015](https://arxiv.org/abs/1412.6980 "kingma2015"), Algorithm 1.

# %% [markdown]
# ### "Start with 0.01 or 0.001"
#
# Take a linear model with squared error. Its loss is a bowl, and $\lambda$ is the bowl's largest
# curvature. Gradient descent works below the rate $2/\lambda$ (notebook 02 shows why). Commit
# first:


# %% tags=["demo"]
def largest_rate(factor, seed=9):
    """2 / curvature of a least-squares problem whose inputs are multiplied by `factor`."""
    inputs = factor * np.random.default_rng(seed).normal(size=(200, 5))
    curvature = np.linalg.eigvalsh(inputs.T @ inputs / len(inputs))[-1]
    return 2 / curvature


# %% tags=["demo"]
factors = [0.1, 1, 10, 100]
limits = [largest_rate(factor) for factor in factors]

fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
ax.loglog(factors, limits, "o-", label="largest rate that works")
ax.axhspan(0.001, 0.01, alpha=0.25, color="grey", label="0.001 to 0.01")
ax.set(title="The largest rate against the unit of the inputs", xlabel="inputs multiplied by")
ax.set_ylabel("rate")
ax.legend()
pairs = [f"{limit:.3g} for × {factor:g}" for factor, limit in zip(factors, limits, strict=True)]
said = f"The largest rate is {', '.join(pairs)}: a factor of {limits[0] / limits[3]:,.0f}."
predict("01_what_it_is", "metres_to_centimetres", picture(fig, said))

# %% [markdown]
# **What people read.** A learning rate of 0.01 or 0.001 is a good start.
#
# **What we just measured.** The same data in other units: the limit moves by a factor of a
# million. With the last unit 0.01 diverges; with the first it is more than ten thousand times
# below the limit.
#
# **Why it seemed true.** 0.001 is Adam's usual default, and Adam divides the scale of the
# gradient out.
#
# **What is true.** A good rate depends on the optimizer, the scale of inputs and loss, and how
# the network is written down. Residual networks were trained with SGD from
# [0.1](https://arxiv.org/abs/1512.03385 "he2016"); with the right
# [parametrisation](https://arxiv.org/abs/2203.03466 "yang2022") a rate found on a narrow network
# serves a wide one.
#
# **Source.** [He et al. 2016](https://arxiv.org/abs/1512.03385 "he2016");
# [Yang et al. 2022](https://arxiv.org/abs/2203.03466 "yang2022").

# %% [markdown]
# ## Worked example
#
# One step with two weights: $\theta = (3, -1)$, gradient $(2, -4)$, rate $0.1$.
#
# 1. The step: $0.1 \cdot (2, -4) = (0.2, -0.4)$.
# 2. Downhill means *minus*: $(3, -1) - (0.2, -0.4) = (2.8, -0.6)$.

# %% tags=["demo"]
theta = np.array([3.0, -1.0])
grad = np.array([2.0, -4.0])

step = 0.1 * grad  # 1. rate times gradient
theta - step  # 2. go the other way

# %% [markdown]
# **Your turn, with a blank.** The bowl $f(x) = x^2$ has the gradient $2x$. You stand at $x = 5$
# and choose the rate $0.3$. Where are you after one step? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 5 - 0.3 * (2 * 5), "First the gradient at 5, then the step, then minus.")

# %% [markdown]
# ## Write it
#
# Four functions. Inputs are arrays of any shape; never change them. `check` says at once how
# you do.

# %% [markdown]
# ### 1. One step of gradient descent (4 points)
#
# $$\theta - \eta\,g$$
#
# Return a new array; leave `theta` and `grad` as they were.


# %% tags=["solution:sgd_step"]
def sgd_step(theta, grad, lr):
    """One step of gradient descent: the point minus rate times gradient.

    Example: theta = [3.0, -1.0], grad = [2.0, -4.0], lr = 0.1 gives [2.8, -0.6].
    """
    ### BEGIN SOLUTION
    return theta - lr * grad
    ### END SOLUTION


# %% tags=["exercise:sgd_step"]

# %% [markdown]
# Your step at work: twelve steps down a bowl, at three rates.


# %% tags=["demo"]
def three_rates(step):
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    for lr, marker in ((0.1, "o"), (0.9, "s"), (1.9, "^")):
        path = [np.array(3.0)]
        for _ in range(12):
            path.append(step(path[-1], path[-1], lr))  # the bowl theta**2 / 2: gradient = theta
        ax.plot(path, marker=marker, label=f"rate {lr}")
    ax.set(title="Your sgd_step on a bowl", xlabel="step", ylabel="weight")
    ax.legend()
    return picture(fig, "0.1 creeps, 0.9 is there at once, 1.9 jumps from side to side.")


with_yours(sgd_step, three_rates)

# %% [markdown]
# ### 2. Gradient descent (6 points)
#
# Take `steps` steps from `theta0` and keep **every** point:
#
# $$\theta_0,\quad \theta_{k+1} = \theta_k - \eta\,\nabla f(\theta_k), \quad k = 0, \dots,
# \text{steps}-1.$$
#
# The result has one row for the start and one for each step. Call `grad_fn` exactly once for
# each step, at the point where you stand: in a real network this call is the expensive part.


# %% tags=["solution:gradient_descent"]
def gradient_descent(grad_fn, theta0, lr, steps):
    """All points of gradient descent: the start, then the point after every step.

    Result: array of shape (steps + 1, *theta0.shape). grad_fn(theta) is called `steps` times.
    Example: grad_fn = lambda x: 2 * x, theta0 = np.array([1.0]), lr = 0.25, steps = 2
    gives [[1.0], [0.5], [0.25]].
    """
    ### BEGIN SOLUTION
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(steps):
        theta = theta - lr * grad_fn(theta)
        history.append(theta)
    return np.array(history)
    ### END SOLUTION


# %% tags=["exercise:gradient_descent"]

# %% [markdown]
# Your loop in a valley that is ten times steeper across than along.


# %% tags=["demo"]
def valley(descend):
    path = descend(lambda x: np.array([1.0, 10.0]) * x, np.array([-3.0, 1.0]), 0.18, 25)
    across, along = np.meshgrid(np.linspace(-3.4, 0.8, 80), np.linspace(-1.2, 1.2, 80))
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.contour(across, along, across**2 / 2 + 5 * along**2, levels=12, linewidths=0.7)
    ax.plot(path[:, 0], path[:, 1], "o-", markersize=4)
    ax.set(title="Your path", xlabel="first weight", ylabel="second weight")
    far = np.linalg.norm(path[-1])
    return picture(fig, f"It zigzags across, creeps along, and ends {far:.2f} from the minimum.")


with_yours(gradient_descent, valley)

# %% [markdown]
# ### 3. A gradient without a formula (3 points)
#
# Nudge one entry up and down by $h$ and compare. For every entry $i$, with $e_i$ the direction
# of that entry:
#
# $$\frac{\partial f}{\partial \theta_i} \;\approx\; \frac{f(\theta + h\,e_i) -
# f(\theta - h\,e_i)}{2h}$$
#
# `loss_fn` takes the whole array and returns one number. Call it exactly twice for each entry.


# %% tags=["solution:numeric_grad"]
def numeric_grad(loss_fn, theta, h=1e-5):
    """Gradient by central differences: nudge each entry up and down by h.

    Example: loss_fn = lambda x: np.sum(x**2), theta = np.array([1.0, -2.0])
    gives [2.0, -4.0], up to rounding.
    """
    ### BEGIN SOLUTION
    theta = np.array(theta, dtype=float)
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (loss_fn(up) - loss_fn(down)) / (2 * h)
    return grad
    ### END SOLUTION


# %% tags=["exercise:numeric_grad"]

# %% [markdown]
# Why `h=1e-5` and not smaller? Let your function answer: the error of the slope of $\sin$ at 1.


# %% tags=["demo"]
def best_h(gradient):
    sizes = np.logspace(-12, -1, 45)
    slopes = [gradient(lambda x: np.sin(x).sum(), np.array([1.0]), h)[0] for h in sizes]
    errors = np.abs(slopes - np.cos(1.0)) + 1e-17
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.loglog(sizes, errors, "o-", markersize=3)
    ax.set(title="Too large is crude, too small is lost in rounding", xlabel="h", ylabel="error")
    best = sizes[np.argmin(errors)]
    return picture(fig, f"The smallest error is {errors.min():.0e}, at h = {best:.0e}.")


with_yours(numeric_grad, best_h)

# %% [markdown]
# ### 4. How long is the step? (3 points)
#
# $$\lVert \eta\,g \rVert = |\eta| \cdot \sqrt{\textstyle\sum_i g_i^2}$$
#
# One number, for a gradient of any shape.


# %% tags=["solution:step_length"]
def step_length(grad, lr):
    """Euclidean length of the step of SGD: size of the rate times length of the gradient.

    Example: grad = [3.0, -4.0], lr = 0.1 gives 0.5.
    """
    ### BEGIN SOLUTION
    return abs(lr) * np.sqrt(np.sum(np.square(grad)))
    ### END SOLUTION


# %% tags=["exercise:step_length"]

# %% [markdown]
# Your ruler on a real run: logistic regression, constant rate 1. Ask yourself before you look:
# does a constant rate mean constant steps?


# %% tags=["demo"]
def ruler(length_of):
    problem = lrlib.PROBLEMS["logistic_regression"]()
    path = lrlib.train(problem, lrlib.OPTIMIZERS["sgd"](), 1.0, 100).thetas
    lengths = [length_of(problem.grad(theta), 1.0) for theta in path]
    fig = figure(width=6.4, height=3)
    (ax,) = fig.axes
    ax.semilogy(lengths)
    ax.set(title="Steps at the constant rate 1", xlabel="step", ylabel="length of the step")
    return picture(fig, f"The steps shrink from {lengths[0]:.2f} to {lengths[-1]:.1e}.")


with_yours(step_length, ruler)

# %% [markdown]
# ## Find the bug
#
# This loop keeps the history, as yours does. It has a fault that a published toolbox had, too:
# there ["the full trace" was "set to the latest
# parameter"](https://github.com/ICB-DCM/pyPESTO/pull/291 "pypesto291"). Read it. What will the
# history look like?


# %% tags=["demo"]
def history_with_a_bug(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(steps):
        theta -= lr * grad_fn(theta)
        history.append(theta)
    return np.array(history)


# %% [markdown]
# Write a test that accepts a right `gradient_descent` and stops this one. Your test gets a
# function and returns `True` if its history is right. Use a case that you can compute in your
# head.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(descend):
    history = descend(lambda x: 2 * x, np.array([1.0]), 0.25, 2)
    return len(history) == 3  # replace this by a test that catches the bug


hunt("history_of_aliases", my_test, wrong=history_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - **Step = rate × direction.** The rate is the factor that you choose; the gradient is the rest.
# - The rate does not see the error. Equal errors can have very different slopes.
# - SGD's step follows the scale of the loss; Adam's first step has the length of the rate.
# - Inputs a hundred times larger: a limit ten thousand times smaller. There is no universal 0.01.
# - A gradient can be checked with two calls of the loss for each weight.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("01_what_it_is")
