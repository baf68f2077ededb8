# %% [markdown]
# # 09 · The learning-rate finder, and when not to believe it
#
# *75 minutes · 22 points*
#
# Afterwards you can
# - run a range test that leaves the model as it was;
# - smooth its curve and write the three rules that read it;
# - say why two rules, two seeds or two lengths give different rates;
# - look at a curve and tell whether it says anything at all.

# %%
import numpy as np

import lrlib
from autograder import check

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("09_lr_finder")

# %% [markdown]
# ## Predict
#
# Trying out a rate costs a whole training. A **range test** is cheaper: one short run, in which
# the rate starts tiny and grows by a constant factor after *every step*, until the loss blows up.
# Here is one, on the digits. Grey is the loss of each batch, and its running mean. The lines are
# four popular ways to read a rate from it.

# %% tags=["demo"]
from lrlib import finder
from lrlib.plotting import figure
from lrlib.widgets import picture, predict

network, sgd = lrlib.PROBLEMS["mlp"]((64, 16, 10)), lrlib.OPTIMIZERS["sgd"]()
test = lrlib.range_test(*finder.stepper(network, sgd), 1e-4, 100, 100)
curve = finder.smooth(test.losses, 0.9)
four = {name: rule(test.rates, curve) for name, rule in finder.SUGGESTIONS.items()}

fig = figure(width=7.2, height=3.6)
lrlib.plotting.range_test(fig.axes[0], test.rates, test.losses, four, smoothed=curve)
fig.axes[0].set(title="One range test: digits, SGD", ylabel="training loss")
said = ", ".join(f"{name} {rate:.2g}" for name, rate in four.items())
picture(fig, f"It stopped after {len(test.losses)} of 100 steps. The rules suggest: {said}.")

# %% [markdown]
# Which one would you train with? Commit first. Then you see the truth: a **sweep**, with the
# network trained anew at each of 15 constant rates, for 300 steps, with three seeds.

# %% tags=["demo"]
from lrlib.widgets import finder_bench as bench

rates, losses = bench.swept("digits, SGD")
fig = figure(width=7.2, height=3.4)
(ax,) = fig.axes
ax.loglog(rates, losses, "o-", color=lrlib.plotting.GREY, label="sweep")
for (name, rate), marker in zip(four.items(), "sDv^", strict=True):
    ax.plot(rate, bench.loss_there("digits, SGD", rate), marker, markersize=11, label=name)
ax.set(title="What the sweep says", xlabel="learning rate", ylabel="loss after 300 steps")
legend = ax.legend(fontsize=9)

# %% tags=["demo"]
ends = {name: bench.loss_there("digits, SGD", rate) for name, rate in four.items()}
said = f"The best of the rates tried is {bench.best_rate('digits, SGD'):.2g}, with the loss "
said += f"{losses.min():.3f}. At the suggestions (read off the curve): "
said += ", ".join(f"{name} {loss:.2g}" for name, loss in ends.items())
predict("09_lr_finder", "choose_a_rule", picture(fig, said + "."))

# %% [markdown]
# ## Observe
#
# Forty range tests that differ in nothing but the seed: the start of the network, and the order of
# the batches. Left one of them, right what one rule makes of all forty. Your tasks:
#
# 1. *digits, SGD*: drag through the seeds. How far do the forty disagree, rule by rule?
# 2. Show the sweep. Which rule comes closest? And with *Adam*?
# 3. Make the test longer, 50 to 400 steps. Which way do the suggestions move?
# 4. Turn the smoothing off. Which rule breaks, and why this one?
# 5. *curved classes*: in which setting do the seeds agree within a factor of three? Is that rate
#    a good one?

# %% tags=["demo"]
from lrlib.widgets import live

live(bench.EXPLORER)

# %% [markdown]
# ## Explain
#
# **The test.** The rates are evenly spaced on the log axis, one for each step:
#
# $$\eta_k = \eta_\text{low}\left(\frac{\eta_\text{high}}{\eta_\text{low}}\right)^{k/(n-1)},
# \qquad k = 0, \dots, n-1.$$
#
# The idea is from [Smith 2017](https://arxiv.org/abs/1506.01186 "smith2017"), section 3.3. He let
# the rate rise along a straight line and looked for the *range* of a cyclical schedule. The
# exponential rise, the smoothing and the single number are of the library fastai
# ([Gugger 2018](https://sgugger.github.io/how-do-you-find-a-good-learning-rate.html "gugger2018")).

# %% [markdown]
# **The smoothing.** A single batch is noisy, so the rules read a running mean. It starts at zero,
# which the division makes up for (as in Adam):
#
# $$a_k = \beta\,a_{k-1} + (1-\beta)\,L_k, \qquad \text{smoothed}_k = \frac{a_k}{1-\beta^{k+1}}.$$
#
# A mean of the past is always late. The larger $\beta$, the calmer the curve, and the further it
# is shifted to the right.

# %% [markdown]
# **The rules.**
#
# | rule | suggests |
# |---|---|
# | steepest | the rate where the loss falls fastest along $\log\eta$ |
# | valley | two thirds down the longest fall |
# | min/10 | a tenth of the rate at the minimum |
# | min | the rate at the minimum |
#
# Why not the minimum itself? There the curve turns because the blow-up has begun. The rate is
# "already a bit too high"
# ([Gugger 2018](https://sgugger.github.io/how-do-you-find-a-good-learning-rate.html "gugger2018")).
#
# And none of them knows how long you will train, or with which schedule.

# %% [markdown]
# ### Forty seeds against a sweep
#
# Now all four rules at once, for two optimizers on the same network. Commit first.

# %% tags=["demo"]
fig = figure(2, 2, width=10, height=2.7)
for column, task in enumerate(("digits, SGD", "digits, Adam")):
    above, below = fig.axes[column], fig.axes[2 + column]
    rates, losses = bench.swept(task)
    above.loglog(rates, losses, "o-", color=lrlib.plotting.GREY)
    for place, rule in enumerate(finder.SUGGESTIONS):
        found = bench.suggestions(task, 100, 0.9, rule)
        rows = place + np.linspace(-0.3, 0.3, len(found))
        below.semilogx(found, rows, ".", color=lrlib.plotting.COLOURS[place], markersize=7)
    above.set(title=f"Sweep: {task}", ylabel="loss after 300 steps")
    below.set(title="What 40 range tests suggest", yticks=range(4))

# %% tags=["demo"]
said = ""
for column, task in enumerate(("digits, SGD", "digits, Adam")):
    best = bench.best_rate(task)
    for ax in (fig.axes[column], fig.axes[2 + column]):
        ax.axvline(best, color=lrlib.plotting.GREY, linestyle="--", linewidth=1.2)
        ax.set(xlabel="learning rate", xlim=(bench.TASKS[task].grid[0], 35 if column == 0 else 4))
    fig.axes[2 + column].set_yticklabels(finder.SUGGESTIONS)
    fig.axes[2 + column].invert_yaxis()
    found = {rule: bench.suggestions(task, 100, 0.9, rule) / best for rule in finder.SUGGESTIONS}
    said += f"{task}: best {best:.2g}; suggestion divided by best, median of 40: "
    said += ", ".join(f"{rule} {np.median(each):.2f}" for rule, each in found.items()) + ". "
predict("09_lr_finder", "forty_seeds", picture(fig, said))

# %% [markdown]
# The dots of one rule lie close together: on this network a range test is *repeatable*. But each
# rule has its own offset from the truth, and with another optimizer it is another one. A rule that
# agrees with itself is not yet right.

# %% [markdown]
# ### "A finder shows the optimal rate"
#
# Length and seed, measured. Beside every median stands the spread: the largest suggestion of forty
# seeds, divided by the smallest.

# %% tags=["demo"]
for task in ("digits, SGD", "curved classes, SGD"):
    print(f"{task}: best rate by the sweep {bench.best_rate(task):.2g}")
    print(" " * 9, *(f"{rule:^19}" for rule in finder.SUGGESTIONS))
    for count in bench.LENGTHS:
        line = f"{count:3} steps "
        for rule in finder.SUGGESTIONS:
            found = bench.suggestions(task, count, 0.9, rule)
            line += f" {np.median(found):8.2g}  x {found.max() / found.min():<7.2g}"
        print(line)

# %% [markdown]
# **What people read.** Train with a range of rates, and the finder shows *the* optimal rate,
# between too high and too low.
#
# **What we just measured.** Four rules, four rates. On the digits a longer test suggests lower
# rates: it spends more steps on the way, so that the loss has fallen sooner. With eight times the
# steps the steepest point moves to about a fifth. On the second network some rules differ by
# orders of magnitude from seed to seed.
#
# **Why it seemed true.** The picture is convincing, and often its suggestion trains well. Few
# people run it twice, and hardly anyone runs the sweep.
#
# **What is true.** One short run with a rising rate gives a rough range. What you read from it
# depends on rule, length, smoothing, seed and the state of the model. It is where a search
# *starts*.
#
# **Source.** [Smith 2017](https://arxiv.org/abs/1506.01186 "smith2017"), section 3.3, who reads a
# lower and an upper bound from it, not an optimum; the measurement on this page.

# %% [markdown]
# ### A "finder" from a how-to page
#
# One page offers a short Keras script that is to *identify the optimal learning rate*. In essence:
#
# ```python
# X = np.random.random((1000, 20))
# y = np.random.randint(2, size=(1000, 1))
# model = Sequential([Dense(64, activation="relu"), Dense(1, activation="sigmoid")])
# model.compile(optimizer=Adam(learning_rate=0.001), loss="binary_crossentropy")
# finder = LearningRateScheduler(lambda epoch, lr: lr * 1.1)
# model.fit(X, y, epochs=10, batch_size=32, callbacks=[finder])
# ```
#
# We run it as it stands, in NumPy, with the same arithmetic (in 64 bits; Keras takes 32). First the
# network.


# %% tags=["demo"]
def loss_and_grad(theta, x, y):
    """Dense(64, relu), then Dense(1, sigmoid), binary cross-entropy; theta is flat."""
    w1, b1, w2, b2 = theta[:1280].reshape(20, 64), theta[1280:1344], theta[1344:1408], theta[1408]
    hidden = np.maximum(x @ w1 + b1, 0)
    z = hidden @ w2 + b2
    error = (1 / (1 + np.exp(-z)) - y) / len(y)
    back = np.outer(error, w2) * (hidden > 0)
    parts = [(x.T @ back).ravel(), back.sum(axis=0), hidden.T @ error, [error.sum()]]
    return np.mean(np.logaddexp(0, z) - y * z), np.concatenate(parts)


def keras_start(rng):
    """Weights as Keras draws them: uniform, up to root(6 / (inputs + outputs)); biases 0."""
    first, last = np.sqrt(6 / (20 + 64)), np.sqrt(6 / (64 + 1))
    one, two = rng.uniform(-first, first, 1280), rng.uniform(-last, last, 64)
    return np.concatenate([one, np.zeros(64), two, [0.0]])


# %% [markdown]
# Then the training: Keras's Adam, batches of 32, a new order in every epoch of 32 batches. The
# scheduler is called "at the beginning of every epoch"
# ([Keras](https://keras.io/api/callbacks/learning_rate_scheduler "keras_scheduler")), so 0.001
# itself is never used.


# %% tags=["demo"]
def fit(x, y, rate_of_step, steps=320, seed=0):
    """Train; the loss of each batch, and the final weights."""
    rng, adam = np.random.default_rng(seed), lrlib.OPTIMIZERS["adam"](eps=1e-7, epsilon_hat=True)
    theta, losses = keras_start(rng), []
    state = adam.init(theta)
    while len(losses) < steps:
        for rows in np.split(rng.permutation(len(x)), range(32, len(x), 32)):
            with np.errstate(all="ignore"):  # a blow-up is a result
                loss, grad = loss_and_grad(theta, x[rows], y[rows])
                theta, state = adam.step(theta, grad, state, rate_of_step(len(losses)))
            losses.append(loss)
    return np.array(losses), theta


# %% [markdown]
# And the data of the script: labels that have nothing to do with the features.


# %% tags=["demo"]
def coin_flips(seed, count=1000):
    rng = np.random.default_rng([seed, 1])
    return rng.random((count, 20)), rng.integers(0, 2, count)


x, y = coin_flips(0)
script, theta = fit(x, y, lambda step: 0.001 * 1.1 ** (step // 32 + 1))
control, _ = fit(x, y, lambda step: 0.001)
its_rates = 0.001 * 1.1 ** np.arange(1, 11)
epochs = script.reshape(10, 32).mean(axis=1)
fresh, _ = loss_and_grad(theta, *coin_flips(100, 4000))
flat = control.reshape(10, 32).mean(axis=1)

# %% tags=["demo"]
fig = figure(width=6.8, height=3.2)
ax = fig.axes[0]
ax.plot(its_rates, epochs, "o-", label="the script, rate rising")
ax.plot(its_rates, flat, "s--", label="constant rate 0.001")
ax.axhline(np.log(2), color=lrlib.plotting.GREY, linestyle=":", label="guessing: ln 2")
ax.set(title="Ten epochs", xlabel="rate of the script in this epoch", ylabel="training loss")
ax.legend()
said = (
    f"Rates {its_rates[0]:.4f} to {its_rates[-1]:.5f}, a factor of "
    f"{its_rates[-1] / its_rates[0]:.2f}; loss {epochs[0]:.3f} to {epochs[-1]:.3f}. At the "
    f"constant rate it ends at {flat[-1]:.3f}. On 4000 fresh examples the trained network has the "
    f"loss {fresh:.3f}; guessing has ln 2 = {np.log(2):.4f}. At a factor of 1.1 an epoch, eight "
    f"decades take {np.log(1e8) / np.log(1.1):.0f} epochs."
)
predict("09_lr_finder", "guide_script", picture(fig, said))

# %% [markdown]
# Is there any rate at which it learns something that holds for fresh data? Three seeds:

# %% tags=["demo"]
print(f"guessing: {np.log(2):.4f}")
for lr in (0.001, 0.01, 0.1):
    ends = []
    for seed in range(3):
        _, last = fit(*coin_flips(seed), lambda step, lr=lr: lr, seed=seed)
        ends.append(loss_and_grad(last, *coin_flips(100 + seed, 4000))[0])
    print(f"rate {lr:6}: loss on fresh examples", np.round(ends, 4))

# %% [markdown]
# Now we repair it, step by step, on the same axes. Every repair costs the same 320 steps.
#
# 1. **Write down** rate and loss. That is all one can see of the script.
# 2. Raise the rate after every *batch*, by a factor that spans **eight decades**.
# 3. Give it something to **learn**: labels that depend on the features.
# 4. **Smooth**, and **stop** at the blow-up. Then a rule may read it.

# %% tags=["demo"]
rising = np.geomspace(1e-6, 100, 320)
labels = (x[:, 0] + x[:, 1] > x[:, 2] + x[:, 3]).astype(int)
wide, _ = fit(x, y, lambda step: rising[step])
learnable, _ = fit(x, labels, lambda step: rising[step])
end = int(np.argmax(learnable[1:] > 4 * np.minimum.accumulate(learnable)[:-1])) + 1
repaired = finder.smooth(learnable[:end], 0.9)
stages = {
    "1. As it stands, written down": (its_rates, epochs),
    "2. Eight decades, every batch": (rising, wide),
    "3. Something to learn": (rising, learnable),
    "4. Smoothed and stopped": (rising[:end], repaired),
}

# %% tags=["demo"]
fig = figure(4, width=11, height=3)
for ax, (title, pair) in zip(fig.axes, stages.items(), strict=True):
    ax.plot(*pair, "." if len(pair[0]) == 10 else "-", linewidth=1.5)
    ax.set(title=title, xscale="log", yscale="log", xlim=(5e-7, 200), ylim=(0.1, 10))
    ax.set(xlabel="learning rate", ylabel="training loss")
    ax.title.set_fontsize(10)
suggested = finder.suggest_steepest(rising[:end], repaired)
fig.axes[3].axvline(suggested, color=lrlib.plotting.COLOURS[1], linestyle="--")
checked = {lr: loss_and_grad(fit(x, labels, lambda _, lr=lr: lr)[1], x, labels)[0]
           for lr in (0.001, 0.01, 0.1)}  # fmt: skip
said = f"The steepest point of the fourth curve is at {suggested:.2g}. Trained at constant rates "
said += "on these labels: " + ", ".join(f"{lr:g} ends at {v:.3f}" for lr, v in checked.items())
picture(fig, said + ".")

# %% [markdown]
# ### "The script identifies the optimal learning rate"
#
# **What people read.** Raise the rate by ten per cent an epoch, ten times: the script *identifies
# the optimal learning rate*.
#
# **What we just measured.** Ten rates within a factor of less than three, none written down. The
# loss falls just as well at a constant rate. On fresh data the network is no better than guessing
# at any of the rates tried: the labels are coin flips.
#
# **Why it seemed true.** It runs, the rate rises, the training loss falls. It looks like learning,
# and it is: the network learns a thousand coin flips by heart.
#
# **What is true.** It is a schedule, not a finder. A range test records loss and rate, covers
# decades, and needs data from which something can be learned.
#
# **Source.** [Keras](https://keras.io/api/callbacks/learning_rate_scheduler "keras_scheduler"), on
# when the scheduler is called; [Smith 2017](https://arxiv.org/abs/1506.01186 "smith2017"), section
# 3.3, for a real test; the runs above.

# %% [markdown]
# ### When not to believe it
#
# A rule *always* answers, even where there is nothing to read. Four tests, ten seeds each: a fresh
# network; the same network after 300 steps of training; the curved classes; and coin flips.

# %% tags=["demo"]
trained = lrlib.train(network, sgd, 1.0, 300).theta
adam = lrlib.OPTIMIZERS["adam"]()
flips = lrlib.PROBLEMS["mlp"]((20, 64, 2), data=coin_flips(0))
tests = {
    "Fresh network": bench.range_tests("digits, SGD", 100)[:10],
    "Trained before": bench.population_of_tests(
        network, sgd, 1e-4, 100, 100, seeds=10, theta0=trained
    ),
    "Curved classes": bench.range_tests("curved classes, SGD", 100)[:10],
    "Coin flips": bench.population_of_tests(flips, adam, 1e-6, 100, 100, seeds=10),
}


# %% tags=["demo"]
def fall_and_shake(test):
    """How far the smoothed loss falls below its start, and how much single batches scatter."""
    calm = test.losses[:15]  # rates so small that nothing moves
    return calm.mean() - finder.smooth(test.losses, 0.9)[15:].min(initial=calm.mean()), calm.std()


# %% tags=["demo"]
fig = figure(4, width=11, height=3)
said = ""
for ax, (title, ten) in zip(fig.axes, tests.items(), strict=True):
    for each in ten:
        ax.plot(each.rates, finder.smooth(each.losses, 0.9), linewidth=1)
    found = [bench.suggestion(each, 0.9, "steepest") for each in ten]
    fall, shake = np.median([fall_and_shake(each) for each in ten], axis=0)
    ax.set(title=title, xscale="log", xlabel="learning rate", ylabel="smoothed training loss")
    steps = np.median([len(each.rates) for each in ten])
    said += f"{title}: {steps:.0f} steps, falls {fall / shake:.1f} times as far as it shakes; "
    said += f"steepest of ten seeds {np.nanmin(found):.2g} to {np.nanmax(found):.2g}. "
picture(fig, said)

# %% [markdown]
# The trained network has nothing left to fall, and its test ends at once: where the loss is small,
# a single batch is easily four times as bad as the best one. The coin flips have nothing to read,
# and the rule reads it all the same.
#
# Believe a range test only if you can say yes four times:
#
# - **Does it fall?** The smoothed loss should fall much further than single batches scatter.
# - **Does it repeat?** A second seed costs little. If its suggestion is another one, there is none.
# - **Was the model fresh**, and is it restored afterwards?
# - **Is the suggestion inside** the range, away from both ends of the curve?
#
# Even then it is a starting point. Search around it (notebook 10).

# %% [markdown]
# ## Worked example
#
# Smoothing the losses 4, 2 with $\beta = 0.5$.
#
# 1. $k=0$: $a = 0.5\cdot 0 + 0.5\cdot 4 = 2$. Correct: $2/(1-0.5) = 4$, the first loss itself.
# 2. $k=1$: $a = 0.5\cdot 2 + 0.5\cdot 2 = 2$. Correct: $2/(1-0.5^2) = 2.667$.

# %%
a = 0.5 * 0.0 + 0.5 * 4.0  # k = 0
first = a / (1 - 0.5**1)
a = 0.5 * a + 0.5 * 2.0  # k = 1
second = a / (1 - 0.5**2)
round(first, 3), round(second, 3)

# %% [markdown]
# **Your turn, with a blank.** A third loss arrives: 1. What is the third smoothed value? Replace
# the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

answer = ...

blank(answer, 1.5 / (1 - 0.5**3), "First the new a, from a = 2 and the loss 1; then k = 2.")

# %% [markdown]
# ## Write it
#
# A finder in five pieces.

# %% [markdown]
# ### 1. The range test (8 points)
#
# It works with any model, through three functions: `train_step(rate)` takes one step and returns
# the loss, `save()` returns a snapshot, `restore(snapshot)` puts it back.
#
# 1. `snapshot = save()`, once, first.
# 2. For `count` rates, evenly spaced on the log axis from `low` to `high`:
#    `loss = train_step(rate)`.
# 3. Stop at the first loss that is not finite, or greater than `stop_factor` times the best loss
#    **before** it. That loss and its rate are not kept. A finite first loss always is.
# 4. `restore(snapshot)`, once, last, however the run has ended.
#
# Return two arrays of equal length: `(rates, losses)`. Losses are above 0.


# %% tags=["solution:range_test"]
def range_test(train_step, save, restore, low, high, count, stop_factor=4.0):
    """Losses at rates that rise by a constant factor; returns (rates, losses).

    rate_k = low * (high / low) ** (k / (count - 1)); stops before a loss that is not finite or
    above stop_factor times the best one before it; the model is as before.
    Example: losses 1.0, 0.5, 0.4, 9.0 from low = 0.001, high = 1.0, count = 4
    gives rates = [0.001, 0.01, 0.1], losses = [1.0, 0.5, 0.4].
    """
    ### BEGIN SOLUTION
    snapshot = save()
    rates, losses, best = [], [], np.inf
    for k in range(count):
        rate = low * (high / low) ** (k / (count - 1))
        loss = train_step(rate)
        if not np.isfinite(loss) or loss > stop_factor * best:
            break
        rates.append(rate)
        losses.append(loss)
        best = min(best, loss)
    restore(snapshot)
    return np.array(rates), np.array(losses)
    ### END SOLUTION


# %% tags=["exercise:range_test"]

# %% [markdown]
# Your range test on the digits, with three seeds. Are the weights afterwards those from before?


# %% tags=["demo"]
def three_seeds(run):
    ax, said = figure(width=6.6, height=3.2).axes[0], "Seeds 0, 1, 2: "
    for seed in range(3):
        model = finder.stepper(network, sgd, seed=seed)
        before = model.save()["theta"]
        rates, losses = run(*model, 1e-4, 100, 100)
        ax.loglog(rates, losses, label=f"seed {seed}")
        same = np.array_equal(before, model.save()["theta"])
        said += f"{len(rates)} of 100 steps, weights {'as before' if same else 'CHANGED'}. "
    ax.set(title="Your range_test on the digits", xlabel="learning rate", ylabel="batch loss")
    ax.legend()
    return picture(ax.figure, said)


# %% tags=["demo"]
from lrlib.widgets import with_yours

with_yours(range_test, three_seeds)

# %% [markdown]
# ### 2. Smoothing (3 points)
#
# $$a \leftarrow \beta\,a + (1-\beta)\,L_k, \qquad
# \text{smoothed}_k = \frac{a}{1-\beta^{k+1}},$$
#
# from $a = 0$, with $k$ counted from 0. Return an array as long as `losses`.


# %% tags=["solution:smooth"]
def smooth(losses, beta):
    """Running mean of the losses, corrected for its start at zero; an array.

    a <- beta * a + (1 - beta) * loss; the k-th value is a / (1 - beta ** (k + 1)).
    Example: losses = [4.0, 2.0], beta = 0.5 gives [4.0, 2.666667].
    """
    ### BEGIN SOLUTION
    average, smoothed = 0.0, []
    for k, loss in enumerate(losses):
        average = beta * average + (1 - beta) * loss
        smoothed.append(average / (1 - beta ** (k + 1)))
    return np.array(smoothed)
    ### END SOLUTION


# %% tags=["exercise:smooth"]

# %% [markdown]
# Your smoothing on one test of the digits; the sentence has the median of forty. Watch the minimum
# move to the right.


# %% tags=["demo"]
def three_betas(smoothing):
    tests = bench.range_tests("digits, SGD", 100)
    fig = figure(width=6.8, height=3.2)
    ax, said = fig.axes[0], "Rate at the minimum, median of forty seeds: "
    for beta, width in ((0.0, 0.7), (0.9, 1.6), (0.98, 3)):
        curves = [smoothing(each.losses, beta) for each in tests]
        ax.semilogx(tests[1].rates, curves[1], linewidth=width, label=f"beta {beta:g}")
        lowest = [each.rates[np.argmin(c)] for each, c in zip(tests, curves, strict=True)]
        said += f"{np.median(lowest):.2g} with beta {beta:g}; "
    ax.set(title="Your smooth", xlabel="learning rate", ylabel="training loss")
    ax.legend()
    return picture(fig, said.rstrip("; ") + ". Calm has a price: the mean of the past is late.")


# %% tags=["demo"]
with_yours(smooth, three_betas)

# %% [markdown]
# ### 3. The steepest point (4 points)
#
# The slope along $\log\eta$, as `numpy.gradient(losses, numpy.log(rates))` of the **whole** curve.
# Then leave out the first `skip_start` and the last `skip_end` points, and return the rate where
# the slope is most negative (the first one on a tie).


# %% tags=["solution:suggest_steepest"]
def suggest_steepest(rates, losses, skip_start=5, skip_end=3):
    """The rate where the loss falls fastest along log(rate), away from both ends.

    The most negative numpy.gradient(losses, log(rates)), without skip_start and skip_end points.
    Example: rates = [0.001, 0.01, 0.1, 1.0, 10.0], losses = [3.0, 2.9, 2.0, 0.5, 5.0],
    skip_start = 1, skip_end = 1 gives 0.1.
    """
    ### BEGIN SOLUTION
    slopes = np.gradient(losses, np.log(rates))
    places = np.arange(skip_start, len(losses) - skip_end)
    return rates[places[np.argmin(slopes[places])]]
    ### END SOLUTION


# %% tags=["exercise:suggest_steepest"]

# %% [markdown]
# Why skip the ends? A spike early on can fool the rule
# ([issue 1767](https://github.com/Lightning-AI/pytorch-lightning/issues/1767 "lightning1767") of
# PyTorch Lightning). And the first smoothed values are means of very few batches: they jump. Yours
# on forty tests of 200 steps, smoothed with $\beta = 0.98$ as in fastai, with skipping and without:


# %% tags=["demo"]
def ends_or_not(rule):
    tests = bench.range_tests("digits, SGD", 200)
    fig = figure(width=6.8, height=2.8)
    ax, said = fig.axes[0], ""
    for row, skips in enumerate([(5, 3), (0, 0)]):
        found = [rule(t.rates, finder.smooth(t.losses, 0.98), *skips) for t in tests]
        ax.semilogx(found, row + np.linspace(-0.3, 0.3, 40), "o", markersize=4)
        said += f"Skips {skips}: {min(found):.2g} to {max(found):.2g}. "
    ax.set(title="Your suggest_steepest, 40 seeds", xlabel="suggested rate")
    ax.set_yticks([0, 1], ["ends skipped", "ends counted"])
    return picture(fig, said)


with_yours(suggest_steepest, ends_or_not)

# %% [markdown]
# ### 4. Down the valley (4 points)
#
# Find the longest stretch $i \dots j$ of consecutive, strictly falling losses (the first one on a
# tie), and return the rate number $i + \lfloor 2(j-i)/3 \rfloor$. (fastai's
# [valley](https://github.com/fastai/fastai/pull/3377 "fastai3377") may jump over single bad points.
# Ours is the plain form.)


# %% tags=["solution:suggest_valley"]
def suggest_valley(rates, losses):
    """The rate two thirds down the longest stretch of strictly falling losses.

    Number i + (2 * (j - i)) // 3 for the stretch from i to j, the first of the longest.
    Example: rates = [0.01, 0.1, 1.0, 10.0, 100.0], losses = [2.0, 3.0, 2.5, 1.0, 0.5]
    gives 10.0: the fall goes from number 1 to 4, and 1 + 6 // 3 is number 3.
    """
    ### BEGIN SOLUTION
    start, best, longest = 0, 0, 0
    for j in range(1, len(losses)):
        if losses[j] >= losses[j - 1]:
            start = j
        elif j - start > longest:
            best, longest = start, j - start
    return rates[best + (2 * longest) // 3]
    ### END SOLUTION


# %% tags=["exercise:suggest_valley"]

# %% [markdown]
# Your valley needs a calm curve. The same forty tests, raw and smoothed:


# %% tags=["demo"]
def raw_or_smooth(rule):
    tests = bench.range_tests("digits, SGD", 100)
    fig = figure(width=6.8, height=2.8)
    ax, said = fig.axes[0], ""
    for row, beta in enumerate([0.0, 0.9]):
        found = [rule(t.rates, finder.smooth(t.losses, beta)) for t in tests]
        ax.semilogx(found, row + np.linspace(-0.3, 0.3, 40), "o", markersize=4)
        said += f"beta {beta:g}: {min(found):.2g} to {max(found):.2g}. "
    ax.set(title="Your suggest_valley, 40 seeds", xlabel="suggested rate")
    ax.set_yticks([0, 1], ["raw", "smoothed"])
    return picture(fig, said)


with_yours(suggest_valley, raw_or_smooth)

# %% [markdown]
# ### 5. A tenth of the minimum (3 points)
#
# A tenth of the rate with the smallest loss. Ignore losses that are NaN or infinite, minus
# infinity too. If no loss is finite, return `nan`.


# %% tags=["solution:suggest_min_over_10"]
def suggest_min_over_10(rates, losses):
    """A tenth of the rate with the smallest finite loss; nan if there is none.

    Example: rates = [0.1, 1.0, 10.0, 100.0], losses = [2.0, 1.0, 5.0, nan] gives 0.1.
    """
    ### BEGIN SOLUTION
    finite = np.isfinite(losses)
    if not finite.any():
        return np.nan
    return rates[finite][np.argmin(losses[finite])] / 10
    ### END SOLUTION


# %% tags=["exercise:suggest_min_over_10"]

# %% [markdown]
# Your rule does the work it was made for: it reads a range test, then the digits are trained at
# what it says, for 300 steps. Beside it three and ten times that rate. Was the tenth too careful?


# %% tags=["demo"]
def train_with_it(rule):
    suggested = float(rule(test.rates, curve))
    factors = np.array([1.0, 3.0, 10.0, 30.0])
    runs = lrlib.sweep(network, sgd, factors * suggested, 300, seeds=(0, 1, 2))
    fig = figure(width=6.4, height=3)
    ax = fig.axes[0]
    ax.semilogy(np.median(runs.losses[::10, :, :], axis=2), label=[f"x{f:g}" for f in factors])
    ax.set(title="Training at your suggestion, and above", xlabel="tens of steps")
    ax.set(ylabel="batch loss", ylim=(1e-3, 30))
    ax.legend()
    ends = ", ".join(f"x{f:g} {v:.2g}" for f, v in zip(factors, runs.over_seeds(), strict=True))
    return picture(fig, f"You suggest {suggested:.2g}. Loss after 300 steps: {ends}.")


# %% tags=["demo"]
with_yours(suggest_min_over_10, train_with_it)

# %% [markdown]
# ## Find the bug
#
# PyTorch Lightning looked for the steepest point with `np.gradient(losses).argmin()`. One day a run
# ended in NaN, and the suggestion was very large
# ([issue 1850](https://github.com/Lightning-AI/pytorch-lightning/issues/1850 "lightning1850")).
# Suggestions of fastai were led astray by NaN
# [a year later](https://github.com/fastai/fastai/issues/3476 "fastai3476"). Here is the heart of
# it, without any skipping:


# %% tags=["demo"]
def steepest_with_a_bug(rates, losses):
    slopes = np.gradient(losses, np.log(rates))
    return rates[np.argmin(slopes)]


# %% [markdown]
# What does `argmin` say of a list with a NaN in it? Write a test that accepts a rule which ignores
# NaN, and stops this one. The test below uses a curve without any.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(steepest):
    rates = np.array([0.001, 0.01, 0.1, 1.0, 10.0, 100.0])
    losses = np.array([2.3, 2.2, 1.0, 0.8, 0.9, 1.0])
    return steepest(rates, losses) == 0.1  # replace: this one lets the bug through


hunt("nan_is_the_steepest", my_test, wrong=steepest_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - A range test is one short run with a rate that rises by a constant factor **every step**, over
#   decades, and a model that is restored.
# - **It gives a range, not an optimum.** Rule, length, smoothing, seed and optimizer move the
#   answer.
# - The rate at the minimum is already too high.
# - A rule always answers. Believe it only if the loss falls far, a second seed agrees and the model
#   was fresh.
# - Then search around it: the sweep has the last word.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("09_lr_finder")
