# %% [markdown]
# # 03 · Reading a run
#
# *75 minutes · 20 points*
#
# Afterwards you can
# - look at a loss curve and name likely causes, without jumping to "the rate is too high";
# - choose the **experiment** that tells the causes apart;
# - tell slow from stuck, noise from danger, and a sick run from a dead one.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("03_diagnosis")

# %% [markdown]
# ## Predict
#
# "A low rate overfits, a very high rate underfits": so says a popular glossary. We take a network,
# 200 examples of which a quarter carry the wrong label, and a budget of 1000 steps. Three seeds.

# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict
from lrlib.widgets.clinic_runs import network, two_classes

sgd = lrlib.OPTIMIZERS["sgd"]()
wrong_labels = network(two_classes(0.25, seed=1))(None)  # None: all examples in every step
fresh = two_classes(0.0, seed=2, n=1000)  # new examples, right labels
rates = np.array([1e-4, 1e-3, 1e-2, 1e-1, 1.0, 30.0])
swept = lrlib.sweep(wrong_labels, sgd, rates, 1000, seeds=(0, 1, 2))
fit = np.median(wrong_labels.accuracy(swept.theta), axis=1)
truth = np.median(wrong_labels.accuracy(swept.theta, fresh), axis=1)
lost = np.isnan(swept.loss).sum(axis=1)

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
ax.semilogx(rates, 100 * fit, "o-", label="its own 200 examples, wrong labels and all")
ax.semilogx(rates, 100 * truth, "s--", label="fresh examples")
ax.set(title="After 1000 steps", xlabel="learning rate", ylabel="right answers (%)")
ax.legend()
said = "; ".join(
    f"rate {lr:g}: own {100 * f:.0f} %, fresh {100 * t:.0f} %"
    for lr, f, t in zip(rates, fit, truth, strict=True)
)
said += f". At rate {rates[-1]:g}, {lost[-1]} of 3 runs end as not a number."
predict("03_diagnosis", "who_overfits", picture(fig, said))

# %% [markdown]
# ## Observe: the curve clinic
#
# Twelve runs came in. Some are ill, some only look it. Blue: the loss of each step's batch. Dashed:
# the loss on validation data. Before you read on: which of them would you lower the rate for?

# %% tags=["demo"]
from lrlib.widgets import curve_clinic

curve_clinic.wall()

# %% [markdown]
# A curve alone rarely tells the cause. So a diagnosis is always two things: a **cause**, and the
# **experiment** that would show you wrong. Four experiments are on offer:
#
# | experiment | it tells |
# |---|---|
# | **probe**: continue at a tenth, the same, ten times the rate | whether it is the rate |
# | **larger batches**: continue at the same rate, 16 times larger | noise from everything else |
# | **start again lower**: from the start, at a tenth of the rate | a run that cannot be saved |
# | the **gradient**: measure its length through the run | slow from stuck |
#
# Choose for each run.

# %% tags=["demo"]
curve_clinic.ward("ABCD")

# %% tags=["demo"]
curve_clinic.ward("EFGH")

# %% tags=["demo"]
curve_clinic.ward("IJKL")

# %% [markdown]
# **The laboratory.** Order any experiment on any run and see what comes back. Your tasks:
#
# 1. Find the three runs that a tenth of, or ten times the rate improves clearly, by *validation*
#    loss: against the unchanged run, and against where the run stood.
# 2. Runs A and E look alike. Which experiment tells them apart best?
# 3. Find the run that rises at every rate that you can order.

# %% tags=["demo"]
from lrlib.widgets import live

live(curve_clinic.EXPLORER)

# %% [markdown]
# ## Explain
#
# **The probe.** Keep the checkpoint, and continue it three times: at $\eta/10$, $\eta$ and
# $10\,\eta$. A candidate *helps* if it ends clearly lower than the unchanged run:
#
# $$\ell_{\text{candidate}} < 0.9\;\ell_{\text{same}}.$$
#
# Only the tenth helps: too high. Only ten times helps: too low. Neither: it is not the rate.

# %% [markdown]
# ### "A low rate overfits, a very high rate underfits"
#
# This is what you predicted above.
#
# **What people read.** A low learning rate leads to overfitting, a very high one to underfitting.
#
# **What we just measured.** The lowest rate fits *nothing*: it is the one that underfits.
# Overfitting begins where the rate is high enough to learn the wrong labels by heart. Far too high,
# and the network is broken.
#
# **Why it seemed true.** The guide may compare runs trained to the end. And there is a real debate:
# a large rate *at first*, lowered later, can generalise better.
#
# **What is true.** At a fixed budget, a low rate underfits. As a remedy against overfitting it
# works "by hobbling the optimization process", and "we typically don't want to choose the learning
# rate this way" (tuning playbook). Whether large rates regularise is an open question with evidence
# in favour.
#
# **Source.** [Godbole et al. 2023](https://github.com/google-research/tuning_playbook
# "godbole2023"); for the debate [Li, Wei & Ma 2019](https://arxiv.org/abs/1907.04595 "li2019"),
# [Barrett & Dherin 2021](https://arxiv.org/abs/2009.11162 "barrett2021"),
# [Smith et al. 2021](https://arxiv.org/abs/2101.12176 "smith2021").

# %% [markdown]
# ### "A small rate needs more epochs"
#
# This one is right. It even has a formula: far below the limit, rate × steps is what counts.

# %% tags=["demo"]
print("rate   steps  rate × steps  training loss  right on fresh examples")
for lr, steps in ((0.01, 3000), (0.1, 300), (0.5, 60)):
    theta = lrlib.train(wrong_labels, sgd, lr, steps, seed=0).theta
    loss, right = wrong_labels.loss(theta), wrong_labels.accuracy(theta, fresh)
    print(f"{lr:4g} {steps:6d} {lr * steps:9.0f} {loss:15.3f} {100 * right:15.0f} %")

# %% [markdown]
# **What people read.** A small rate needs more epochs.
#
# **What we just measured.** Fifty times fewer steps at a rate fifty times higher: nearly the same
# network, on training data and on fresh examples.
#
# **Why it seemed true.** It is true.
#
# **What is true.** Small steps all follow one curve, the *gradient flow*, and rate × steps says
# how far along it. This ends where the rate comes near the limit of notebook 02.
#
# **Source.** [Barrett & Dherin 2021](https://arxiv.org/abs/2009.11162 "barrett2021"), who also
# compute how far real steps stray from the flow.

# %% [markdown]
# ### "The sign of a high rate: it performs poorly on validation data"

# %% tags=["demo"]
from lrlib.widgets import clinic_runs
from lrlib.widgets.clinic_runs import patients, read

print("run                validation loss: now   rate/10  same   10*rate   training loss now")
for letter, cause in (("G", "rate too high"), ("B", "overfitted"), ("C", "rate too low")):
    whole, theta = patients()[letter].make(None), read(letter).theta
    now, own = whole.loss(theta, patients()[letter].validation), whole.loss(theta)
    low, same, high = clinic_runs.probe(letter).validation_loss.values()
    print(f"{letter}: {cause:24s} {now:12.2f} {low:9.2f} {same:6.2f} {high:8.2f} {own:15.3f}")

# %% [markdown]
# **What people read.** You recognise too high a rate by poor performance on validation data.
#
# **What we just measured.** Three runs, all poor on validation data, of three different causes.
# What tells them apart is the probe: one gets much better at a tenth, one at ten times, one at
# neither.
#
# **Why it seemed true.** Too high a rate *does* perform poorly on validation data. So does nearly
# everything else that can go wrong.
#
# **What is true.** Poor validation says *that* something is wrong, not what. Look at the training
# loss as well, and probe. Judge the probe by the loss you care about: by its *training* loss run B
# would gain from ten times the rate, by learning its wrong labels still better.
#
# **Source.** The measurement above; on reading curves
# [Godbole et al. 2023](https://github.com/google-research/tuning_playbook "godbole2023"),
# "Examining the training curves".

# %% [markdown]
# ### "The loss is erratic: the rate is too high"
#
# The same network with right labels: a good rate and a tenth of it, batches of 4, 64 and all.

# %% tags=["demo"]
right_labels = network(two_classes(0.0, seed=1))


def rising(losses):
    """Percentage of steps on which the loss goes up."""
    return 100 * np.mean(np.diff(losses) > 0)


# %% tags=["demo"]
fig, said = figure(2, width=8.4, height=2.9), []
for ax, size in zip(fig.axes, (4, 64), strict=True):
    for lr in (0.1, 0.01):
        run = lrlib.train(right_labels(size), sgd, lr, 300, seed=0)
        seen = run.losses[:-1]  # the last one is that of all the data
        ax.semilogy(seen, linewidth=1, label=f"rate {lr}")
        share = f"{rising(seen):.0f} %, all data in the end {run.loss:.3f}"
        said.append(f"batch {size}, rate {lr}: {share}")
    ax.set(title=f"batches of {size}", xlabel="step", ylabel="loss of the batch")
    ax.legend()

# %% tags=["demo"]
whole_run = lrlib.train(right_labels(None), sgd, 0.1, 300, seed=0)
said.append(f"all 200, rate 0.1: {rising(whole_run.losses):.0f} %, {whole_run.loss:.3f}")
picture(fig, f"Share of steps on which the loss rises. {'; '.join(said)}.")

# %% [markdown]
# **What people read.** A fluctuating, erratic loss is a sign of too high a rate.
#
# **What we just measured.** With batches the loss rises on half of the steps, at the good rate
# *and* at a tenth of it. With all the data it never rises. The level in the end hardly depends on
# the batch.
#
# **Why it seemed true.** Above the limit the loss is erratic, too.
#
# **What is true.** Each point of such a curve is measured on other examples. Compare with a
# larger batch, a running mean or the validation loss before you touch the rate. Even without
# noise a rising loss may be harmless: run H, and the edge of stability in notebook 02.
#
# **Source.** [Bottou, Curtis & Nocedal 2018](https://arxiv.org/abs/1606.04838 "bottou2018"),
# section 4; [Cohen et al. 2021](https://arxiv.org/abs/2103.00065 "cohen2021").

# %% [markdown]
# ### "Too low: it gets stuck in a local minimum"
#
# The loss $f(x) = (x^2-1)^2 + 0.3\,x$ has a shallow minimum on the right and a deeper one on the
# left. Start at 1.6, on the right. 500 steps.

# %% tags=["demo"]
hills = lrlib.PROBLEMS["wavy"]()
five = np.array([0.0001, 0.01, 0.1, 0.2, 0.28])
runs = lrlib.train(hills, sgd, five, 500)
norms = np.abs(hills.grad(runs.thetas)[..., 0])  # length of the gradient, step by step

# %% tags=["demo"]
fig = figure(width=6.4, height=3.2)
(ax,) = fig.axes
along = np.linspace(-1.7, 1.75, 300)
ax.plot(along, hills.loss(along[:, None]), color="grey")
for lr, x, mark in zip(five, runs.theta[:, 0], "os^Dv", strict=True):
    ax.plot(x, hills.loss(np.array([x])), mark, markersize=9, alpha=0.8, label=f"rate {lr:g}")
ax.set(title="Where five runs are after 500 steps", xlabel="weight", ylabel="loss")
ax.legend()
said = "; ".join(
    f"rate {lr:g}: at {x:.2f}, slope {g:.0e}"
    for lr, x, g in zip(five, runs.theta[:, 0], norms[-1], strict=True)
)
predict("03_diagnosis", "slow_or_stuck", picture(fig, f"{said}."))

# %% [markdown]
# **What people read.** Too low a rate gets stuck in local minima or suboptimal solutions.
#
# **What we just measured.** The lowest rate is not stuck: its slope is still steep, it is *slow*.
# Two runs are stuck, at rates that nobody would call too low. A larger one leaves for the deeper
# minimum; the largest settles nowhere.
#
# **Why it seemed true.** From outside, slow and stuck look the same: a flat curve. And the true
# part: small steps follow the slope into the nearest basin, larger ones can leave it.
#
# **What is true.** The gradient tells: stuck means slope zero. In networks with many weights the
# flat places are thought to be mostly saddles, which slow a run down. From a random start and with
# small enough steps, gradient descent does not end at a saddle that has a way down.
#
# **Source.** [Dauphin et al. 2014](https://arxiv.org/abs/1406.2572 "dauphin2014");
# [Lee et al. 2016](https://proceedings.mlr.press/v49/lee16.html "lee2016").

# %% [markdown]
# ### "If it is too high, reduce it"
#
# 60 steps at too high a rate, then 500 steps at a good one, 0.5. Three seeds. Commit first.

# %% tags=["demo"]
from lrlib.widgets.clinic_runs import dead_share

first = np.array([0.5, 5.0, 10.0])
broken = lrlib.sweep(wrong_labels, sgd, first, 60, seeds=(0, 1, 2))
repaired = lrlib.train(wrong_labels, sgd, 0.5, 500, theta0=broken.theta)
dead = [[100 * dead_share(wrong_labels, theta) for theta in seeds] for seeds in broken.theta]

# %% tags=["demo"]
fig = figure(width=6.4, height=3)
(ax,) = fig.axes
for k, (lr, style) in enumerate(zip(first, ("-", "--", ":"), strict=True)):
    losses = np.concatenate([broken.losses[:-1, k], repaired.losses[:, k]])
    ax.semilogy(np.median(losses, axis=1), style, linewidth=2, label=f"first 60 steps at {lr:g}")
ax.axvline(60, color="grey", linewidth=0.8)
ax.set(title="From step 60 on all have the rate 0.5", xlabel="step", ylabel="training loss")
ax.legend()
said = "; ".join(
    f"first at {lr:g}: {np.median(d):.0f} % of the units dead, in the end {np.median(loss):.3f}"
    for lr, d, loss in zip(first, dead, repaired.loss, strict=True)
)
predict("03_diagnosis", "repair", picture(fig, f"Medians. {said}."))

# %% [markdown]
# **What people read.** If the rate is too high, reduce it.
#
# **What we just measured.** After sixty steps at ten, the good rate does not repair the network:
# the loss stays many times higher than in a run that was never broken.
#
# **Why it seemed true.** On a bowl reducing is all it takes, and often enough in networks.
#
# **What is true.** A ReLU unit that fires for no example gets no gradient: it stays dead at *any*
# rate. Restore the checkpoint from before, then reduce. And not every large step is harmful:
# notebook 02 had a cycle of rates far above the limit that won.
#
# **Source.** [Lu et al. 2020](https://arxiv.org/abs/1903.06733 "lu2020") on dying units;
# [Altschuler & Parrilo 2023](https://arxiv.org/abs/2309.07879 "altschuler2023") on long steps.

# %% [markdown]
# ### "The rate cannot be negative: that leads to divergence"
#
# Gradient descent with the rate −0.1, on two losses. Commit first.

# %% tags=["demo"]
x, z = [1.0], [1.0]
for _ in range(100):
    x.append(x[-1] + 0.1 * np.cos(x[-1]))  # the loss sin(x): minus (-0.1) times cos(x)
    z.append(z[-1] + 0.1 * 2 * z[-1])  # the loss z**2: minus (-0.1) times 2 z

# %% tags=["demo"]
fig = figure(2, width=8.4, height=2.8)
left, right = fig.axes
left.plot(x, label="weight")
left.axhline(np.pi / 2, color="grey", linestyle="--", label="half of pi")
left.set(title="loss sin(x), rate -0.1", xlabel="step", ylabel="weight")
left.legend()
right.semilogy(z)
right.set(title="loss x squared, rate -0.1", xlabel="step", ylabel="weight")
said = f"On sin(x) the weight ends at {x[-1]:.4f} (half of pi is {np.pi / 2:.4f}), "
said += f"on x squared at {z[-1]:.0e}."
predict("03_diagnosis", "negative", picture(fig, said))

# %% [markdown]
# **What people read.** The rate cannot be negative; a negative rate leads to divergence.
#
# **What we just measured.** On one loss it diverges. On the other it converges, to the top of the
# hill.
#
# **Why it seemed true.** Most losses have no top: the squared error grows without end.
#
# **What is true.** A negative rate is gradient *ascent*. It diverges only where there is nothing to
# stop at. People use it on purpose: a reversed gradient that makes features indistinguishable,
# meta-learning, games between two players.
#
# **Source.** [Ganin et al. 2016](https://arxiv.org/abs/1505.07818 "ganin2016");
# [Bernacchia 2021](https://arxiv.org/abs/2102.00940 "bernacchia2021");
# [Shugart & Altschuler 2025](https://arxiv.org/abs/2505.01423 "shugart2025").

# %% [markdown]
# ## Worked example
#
# A probe came back: 0.42 at a tenth of the rate, 0.49 unchanged, 3.0 at ten times the rate.

# %%
low, same, high = 0.42, 0.49, 3.0

low_helps = low < 0.9 * same  # 1. the tenth against the unchanged run: 0.42 < 0.441
high_helps = high < 0.9 * same  # 2. ten times against it: 3.0 is far above
print(f"tenth helps: {low_helps}, ten times helps: {high_helps}")  # 3. only the tenth: too high

# %% [markdown]
# **Your turn, with a blank.** Weights of length 20, a gradient of length 0.4, rate 0.05. How long
# is the step of SGD, divided by the length of the weights? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 0.05 * 0.4 / 20, "Rate times gradient is the step. Then divide by the weights.")

# %% [markdown]
# ## Write it

# %% [markdown]
# ### 1. The probe (6 points)
#
# `train(checkpoint, rate)` continues a checkpoint and returns the final loss. Call it for
# $\eta/10$, $\eta$, $10\,\eta$, **in this order**, once each, always with the same checkpoint.
# Return the three losses as they came back, whatever they are.


# %% tags=["solution:probe"]
def probe(train, checkpoint, lr):
    """Continue one checkpoint at three rates; returns (loss_low, loss_same, loss_high).

    train(checkpoint, rate) returns the final loss. It is called for lr / 10, lr and 10 * lr, in
    this order, once each.
    Example: train = lambda checkpoint, rate: checkpoint * rate, checkpoint = 2.0, lr = 1.0
    gives (0.2, 2.0, 20.0).
    """
    ### BEGIN SOLUTION
    return tuple(train(checkpoint, rate) for rate in (lr / 10, lr, 10 * lr))
    ### END SOLUTION


# %% tags=["exercise:probe"]

# %% [markdown]
# Your probe on three runs of the clinic, for real: each call trains on from the checkpoint.

# %% tags=["demo"]
from lrlib.widgets import with_yours


def trainer_of(letter):
    """`train(checkpoint, rate)` of a run: 200 steps more, then the loss on validation data."""
    patient = patients()[letter]
    problem, whole = patient.make(patient.batch_size), patient.make(None)

    def train(checkpoint, rate):
        after = lrlib.train(problem, sgd, rate, 200, theta0=checkpoint, seed=1).theta
        return whole.loss(after, patient.validation)

    return train


# %% tags=["demo"]
def three_patients(probe_it):
    fig, told = figure(width=6.4, height=3), []
    (ax,) = fig.axes
    for letter, mark in (("C", "o-"), ("G", "s--"), ("B", "^:")):
        losses = probe_it(trainer_of(letter), read(letter).theta, patients()[letter].lr)
        ax.semilogy([1, 2, 3], losses, mark, label=f"run {letter}")
        told.append(f"{letter}: {', '.join(f'{loss:.2g}' for loss in losses)}")
    names = ["a tenth", "the same rate", "ten times"]
    ax.set(title="Your probe", ylabel="validation loss", xticks=[1, 2, 3], xticklabels=names)
    ax.legend()
    return picture(fig, f"Validation loss at a tenth, the same, ten times. {'; '.join(told)}.")


with_yours(probe, three_patients)

# %% [markdown]
# ### 2. The diagnosis (8 points)
#
# From the three losses of a probe. A candidate (low or high) **helps** if it is finite and
#
# $$\ell_{\text{candidate}} < 0.9\;\ell_{\text{same}},$$
#
# or if it is finite and $\ell_{\text{same}}$ is not. Return
#
# - `"too high"` if only the low rate helps,
# - `"too low"` if only the high rate helps,
# - the name of the one with the smaller loss, if both help (the low rate stands for `"too high"`),
# - `"not the rate"` otherwise.
#
# Losses may be NaN or infinite.


# %% tags=["solution:diagnose"]
def diagnose(loss_low, loss_same, loss_high):
    """Cause from a probe: "too high", "too low" or "not the rate".

    A candidate helps if it is finite and below 0.9 * loss_same, or finite while loss_same is not.
    Example: diagnose(0.42, 0.49, 3.0) gives "too high".
    """

    ### BEGIN SOLUTION
    def helps(loss):
        return np.isfinite(loss) and (not np.isfinite(loss_same) or loss < 0.9 * loss_same)

    low, high = helps(loss_low), helps(loss_high)
    if low and (not high or loss_low < loss_high):
        return "too high"
    return "too low" if high else "not the rate"
    ### END SOLUTION


# %% tags=["exercise:diagnose"]

# %% [markdown]
# Your diagnosis of all twelve runs of the clinic, by their validation loss. Three runs fool the
# probe. Which, and why?


# %% tags=["demo"]
def probes_of_all():
    """A picture of the probe of every run, one row for each, and the three losses of each."""
    fig, losses = figure(width=7.6, height=3.8), {}
    (ax,) = fig.axes
    for row, letter in enumerate(curve_clinic.LETTERS):
        low, same, high = losses[letter] = clinic_runs.probe(letter).validation_loss.values()
        for loss, mark, colour in ((low, "v", "#009e73"), (high, "^", "#d55e00")):
            ax.plot(np.clip(loss / same, 1e-2, 1e2), row, mark, markersize=8, color=colour)
    ax.axvspan(1e-2, 0.9, color="grey", alpha=0.15)
    ax.set(title="Green: a tenth of the rate. Orange: ten times. Grey: it helps")
    return fig, losses


# %% tags=["demo"]
def round_of_visits(name_it):
    fig, losses = probes_of_all()
    (ax,) = fig.axes
    verdicts = {letter: name_it(*three) for letter, three in losses.items()}
    for row, verdict in enumerate(verdicts.values()):
        ax.text(150, row, verdict, va="center", color="grey")
    ax.set(xscale="log", xlim=(0.008, 130), yticks=range(12), yticklabels=verdicts)
    ax.set_xlabel("validation loss / that of the unchanged run (cut off at 100)")
    ax.invert_yaxis()
    said = ", ".join(f"{letter}: {verdict}" for letter, verdict in verdicts.items())
    return picture(fig, f"{said}.")


with_yours(diagnose, round_of_visits)

# %% [markdown]
# The three: **D** is not a number at any rate; go back to a checkpoint that is one. **F**'s rate
# has decayed to nothing, and ten times nothing is nothing. **J** climbs at every rate, and slower
# looks like better: compare with the loss *before* the probe, too.

# %% [markdown]
# ### 3. The update ratio (3 points)
#
# How far does one step of SGD move the weights, compared with their own length?
#
# $$\frac{\lVert \eta\,g \rVert}{\lVert \theta \rVert}$$
#
# Infinity (`np.inf`) if $\theta$ is zero and the step is not; 0.0 if both are. A rule of thumb says
# that in healthy runs it is somewhere near 0.001
# ([CS231n](https://cs231n.github.io/neural-networks-3/ "cs231n")).


# %% tags=["solution:update_ratio"]
def update_ratio(theta, grad, lr):
    """Length of the step of SGD divided by the length of the parameters.

    inf if theta is zero and the step is not, 0.0 if both are zero.
    Example: theta = [3.0, 4.0], grad = [0.0, -1.0], lr = 0.1 gives 0.02.
    """
    ### BEGIN SOLUTION
    step = abs(lr) * np.sqrt(np.sum(np.square(grad)))
    size = np.sqrt(np.sum(np.square(theta)))
    if size == 0:
        return 0.0 if step == 0 else np.inf
    return step / size
    ### END SOLUTION


# %% tags=["exercise:update_ratio"]

# %% [markdown]
# Your gauge on a healthy problem (the network with right labels) at three rates.

# %% tags=["demo"]
healthy, three_rates = right_labels(None), (0.002, 0.05, 1.0)
healthy_runs = {lr: lrlib.train(healthy, sgd, lr, 200, keep_path=True) for lr in three_rates}


# %% tags=["demo"]
def gauge(ratio_of):
    fig, told = figure(width=6.4, height=3.2), []
    (ax,) = fig.axes
    for (lr, run), style in zip(healthy_runs.items(), (":", "--", "-"), strict=True):
        ratios = [ratio_of(theta, healthy.grad(theta), lr) for theta in run.thetas[::5]]
        ax.semilogy(range(0, 201, 5), ratios, style, linewidth=2, label=f"rate {lr:g}")
        told.append(f"rate {lr:g}: {ratios[10]:.1e} at step 50, loss in the end {run.loss:.2g}")
    ax.axhline(1e-3, color="grey", linewidth=3, alpha=0.5, label="rule of thumb")
    ax.set(title="Your update_ratio", xlabel="step", ylabel="step / length of the weights")
    ax.legend()
    return picture(fig, f"{'; '.join(told)}.")


with_yours(update_ratio, gauge)

# %% [markdown]
# ### 4. Slow is not stuck (3 points)
#
# `grad_norms` is the history of the gradient's length. Return `True` only if the last value is
# finite and
#
# $$g_{\text{last}} \le \text{tolerance} \cdot \max(\text{all finite values}).$$
#
# A last value that is not finite gives `False`. A history of zeros gives `True`.


# %% tags=["solution:is_stuck"]
def is_stuck(grad_norms, tolerance=1e-3):
    """Whether the gradient has all but vanished, compared with its largest finite value.

    Example: grad_norms = [4.0, 1.0, 0.003] gives True, [4.0, 3.9, 3.8] gives False.
    """
    ### BEGIN SOLUTION
    norms = np.asarray(grad_norms, dtype=float)
    if not np.isfinite(norms[-1]):
        return False
    return bool(norms[-1] <= tolerance * np.max(norms[np.isfinite(norms)]))
    ### END SOLUTION


# %% tags=["exercise:is_stuck"]

# %% [markdown]
# Your verdict on the five runs over the two minima, after every step.


# %% tags=["demo"]
def when_stuck(verdict):
    fig, told = figure(width=6.4, height=3.2), []
    (ax,) = fig.axes
    for lr, history, style in zip(five, norms.T, ("-", "--", "-.", ":", "-"), strict=True):
        ax.semilogy(np.maximum(history, 1e-16), style, label=f"rate {lr:g}")
        when = next((t for t in range(1, 501) if verdict(history[:t])), None)
        now = f"stuck from step {when - 1}" if verdict(history) else "not stuck"
        told.append(f"rate {lr:g}: {now}")
    ax.set(title="Your is_stuck", xlabel="step", ylabel="length of the gradient")
    ax.legend()
    return picture(fig, f"{'; '.join(told)}.")


with_yours(is_stuck, when_stuck)

# %% [markdown]
# ## Find the bug
#
# This time the bug is in a proof. You have seen it refuted; now find the line that breaks.

# %% tags=["demo"]
from lrlib.widgets import ask
from lrlib.widgets.questions import questions

ask("Which line is wrong?", questions("03_diagnosis")["proof"])

# %% [markdown]
# Somebody believed the proof and built it into a tool that predicts whether a run will diverge:


# %% tags=["demo"]
def diverges_with_a_bug(grad_fn, theta0, lr, steps=1000):
    if lr < 0:
        return True  # proved above
    theta = theta0
    for _ in range(steps):
        theta = theta - lr * grad_fn(theta)
    return not abs(theta) < 1e6


# %% [markdown]
# Write a test that accepts a right `diverges` and stops this one. It gets a function and returns
# `True` if the function's answers are right. You need a loss with a top.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(diverges):
    return diverges(lambda x: 2 * x, 1.0, -0.1) is True  # replace this by a test that catches it


hunt("negative_rate", my_test, wrong=diverges_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - A diagnosis is a **cause and an experiment**. The curve alone is rarely enough.
# - The probe (a tenth, the same, ten times) says whether it is the rate at all. Judge it by the
#   loss that you care about, and look at where it started from.
# - Erratic is mostly the batch. Poor validation is mostly not the rate. Slow is not stuck.
# - A low rate underfits at a fixed budget; far below the limit only rate × steps counts.
# - Dead units stay dead: restore the checkpoint, then lower the rate.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("03_diagnosis")
