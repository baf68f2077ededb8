# %% [markdown]
# # 12 · In your framework
#
# *45 minutes · 0 points*
#
# Afterwards you can
# - drive PyTorch and Keras with the finder and the schedules that you wrote;
# - say where these libraries give the numbers of your formulas, and where not, and why;
# - give each layer its own rate in both;
# - say what a script from a how-to page shows, and what it does not.
#
# **Optional, and not graded.** This notebook needs two large libraries, which the course does
# without otherwise.

# %%
import numpy as np

import lrlib
from autograder import check

# %% tags=["demo"]
from lrlib.widgets import frameworks

frameworks()

# %% [markdown]
# ## Recall

# %% tags=["demo"]
from lrlib.widgets import recall

recall("12_in_your_framework")

# %% [markdown]
# ## Predict
#
# The digits network with one hidden layer of 16 units, in NumPy, in PyTorch and in Keras. All
# three get the same start, the same batches in the same order, and 64 bits.

# %% tags=["demo"]
torch, keras = frameworks().modules
network = lrlib.PROBLEMS["mlp"]((64, 16, 10))
start = lrlib.training.start_of(network, 0)


def arrays(theta):
    """The flat vector of all parameters, cut into the weights and biases of both layers."""
    w1, b1, w2, b2 = np.split(theta, [1024, 1040, 1200])
    return [w1.reshape(64, 16), b1, w2.reshape(16, 10), b2]


def batches():
    """Batches of 32, the same order every time."""
    return lrlib.training.batches_of(network, 0)


# %% tags=["demo"]
def torch_model():
    linear = torch.nn.Linear
    model = torch.nn.Sequential(linear(64, 16), torch.nn.ReLU(), linear(16, 10)).double()
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), arrays(start), strict=True):
            parameter.copy_(torch.tensor(value.T))  # PyTorch stores (outputs, inputs)
    return model


# %% tags=["demo"]
def keras_model(optimizer):
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((64,)), dense(16, activation="relu"), dense(10)])
    model.set_weights(arrays(start))
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


# %% [markdown]
# **One callable.** All that your finder asks of a model is a function `train_step(rate)`, which
# takes one step at this rate and returns the loss before it. Here it is for PyTorch, and for Keras.


# %% tags=["demo"]
def torch_step(model, optimizer, batches):
    def train_step(rate):
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("factor", 1.0)  # a factor for each layer: see below
        x, y = (torch.tensor(each) for each in next(batches))
        loss = torch.nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return train_step


# %% tags=["demo"]
def keras_step(model, batches):
    def train_step(rate):
        model.optimizer.learning_rate = rate
        return float(model.train_on_batch(*next(batches)))

    return train_step


# %% [markdown]
# Adam at the rate 0.01, a hundred steps. Everything else is each library's default.

# %% tags=["demo"]
steps = 100


def numpy_losses(optimizer, rates):
    return lrlib.train(network, optimizer, lambda step: rates[step], steps).losses[:steps]


def torch_losses(make, rates):
    model = torch_model()
    train_step = torch_step(model, make(model.parameters()), batches())
    return np.array([train_step(rate) for rate in rates])


def keras_losses(optimizer, rates):
    train_step = keras_step(keras_model(optimizer), batches())
    return np.array([train_step(rate) for rate in rates])


# %% tags=["demo"]
from lrlib.plotting import figure
from lrlib.widgets import picture, predict, with_frameworks


def adam_three_times():
    rates, adam = np.full(steps, 0.01), lrlib.OPTIMIZERS["adam"]
    keras_run, plain = keras_losses(keras.optimizers.Adam(), rates), numpy_losses(adam(), rates)
    told = numpy_losses(adam(eps=1e-7, epsilon_hat=True), rates)
    return {
        "PyTorch": abs(torch_losses(torch.optim.Adam, rates) - plain),
        "Keras": abs(keras_run - plain),
        "Keras, NumPy told its conventions": abs(keras_run - told),
    }


# %% tags=["demo"]
def gap_picture():
    gaps, fig = adam_three_times(), figure(width=7.2, height=3.2)
    (ax,) = fig.axes
    for (name, gap), style in zip(gaps.items(), ("-", "--", ":"), strict=True):
        ax.semilogy(np.maximum(gap, 1e-17), style, label=name)
    ax.set(title="How far from your formula?", xlabel="step", ylabel="difference of the loss")
    ax.legend(fontsize=9, loc=(0.02, 0.22))
    said = "; ".join(f"{name}: {gap.max():.1g}" for name, gap in gaps.items())
    said = f"Largest difference in {steps} steps: {said}."
    return predict("12_in_your_framework", "adam_three_times", picture(fig, said))


with_frameworks(gap_picture)

# %% [markdown]
# (Keras adds its losses up in 32 bits, whatever the model computes in. So the third line cannot
# come closer than about seven digits.)

# %% [markdown]
# ## Observe
#
# ### Your finder, in three libraries
#
# First your functions. They are fetched from your notebooks beside this one, and checked. Where
# yours does not pass yet, the course lends you its own.

# %% tags=["demo"]
from lrlib.widgets import from_notebook


def mine(notebook, name, lent):
    """Your function of another notebook if it passes its check, else the one of the course."""
    names = from_notebook(notebook, name)
    passed = bool(names) and check(name, namespace=names).passed
    print(f"{name:17} {'yours' if passed else 'lent by the course'} (notebook {notebook[:2]})")
    return names[name] if passed else lent


def lent_schedule(name):
    return lambda step, *numbers: lrlib.SCHEDULES[name](*numbers)(step)


def lent_layer_lrs(base, decay, layers):
    return base * decay ** np.arange(layers - 1, -1, -1.0)


# %% tags=["demo"]
range_test = mine("09_lr_finder", "range_test", lrlib.range_test)
smooth = mine("09_lr_finder", "smooth", lrlib.finder.smooth)
steepest = mine("09_lr_finder", "suggest_steepest", lrlib.finder.suggest_steepest)
warmup_cosine = mine("06_schedules_2", "warmup_cosine", lent_schedule("warmup_cosine"))
exponential_decay = mine("05_schedules_1", "exponential_decay", lent_schedule("exponential_decay"))
layer_lrs = mine("10_search", "layer_lrs", lent_layer_lrs)

# %% [markdown]
# A range test also has to put the model back: weights, and the memory of the optimizer.

# %% tags=["demo"]
from copy import deepcopy


def torch_stepper(model, optimizer):
    def save():
        return deepcopy((model.state_dict(), optimizer.state_dict()))

    def restore(snapshot):
        model.load_state_dict(snapshot[0])
        optimizer.load_state_dict(snapshot[1])

    return torch_step(model, optimizer, batches()), save, restore


# %% tags=["demo"]
def keras_stepper(model):
    def save():
        memory = [keras.ops.convert_to_numpy(each) for each in model.optimizer.variables]
        return model.get_weights(), deepcopy(memory)

    def restore(snapshot):
        model.set_weights(snapshot[0])
        for variable, value in zip(model.optimizer.variables, snapshot[1], strict=True):
            variable.assign(value)

    return keras_step(model, batches()), save, restore


# %% tags=["demo"]
def three_range_tests():
    model, other = torch_model(), keras_model(keras.optimizers.SGD())
    steppers = {
        "NumPy": lrlib.finder.stepper(network, lrlib.OPTIMIZERS["sgd"]()),
        "PyTorch": torch_stepper(model, torch.optim.SGD(model.parameters(), lr=1.0)),
        "Keras": keras_stepper(other),
    }
    tests = {name: range_test(*three, 1e-4, 100, 100) for name, three in steppers.items()}
    flat = [model.state_dict()["0.weight"].numpy().T, other.get_weights()[0]]
    return tests, all(np.array_equal(each, arrays(start)[0]) for each in flat)


# %% tags=["demo"]
def finder_picture():
    (tests, restored), fig = three_range_tests(), figure(width=7.2, height=3.2)
    (ax,), said = fig.axes, "Your rule suggests "
    for (name, (rates, losses)), width in zip(tests.items(), (6, 3, 1), strict=True):
        curve = smooth(losses, 0.9)
        ax.loglog(rates, curve, linewidth=width, label=name)
        said += f"{steepest(rates, curve):.4f} in {name}, "
    ax.set(title="Your range test", xlabel="learning rate", ylabel="smoothed training loss")
    ax.legend()
    gap = max(abs(tests[name][1] / tests["NumPy"][1] - 1).max() for name in ("PyTorch", "Keras"))
    said += f"and the losses differ by a factor of 1 + {gap:.0e} at most. "
    return picture(fig, said + f"Weights: {'as before' if restored else 'CHANGED'}.")


# %% tags=["demo"]
with_frameworks(finder_picture)

# %% [markdown]
# Three lines of different width, one on top of the other. The finder never learned which library
# it drove.

# %% [markdown]
# ### Your schedules, in three libraries
#
# A schedule needs no library at all: it is a function of the step, and `train_step` takes a rate.

# %% tags=["demo"]
shapes = {
    "warmup_cosine": [warmup_cosine(step, 0.5, 10, steps) for step in range(steps)],
    "exponential_decay": [exponential_decay(step, 0.5, 0.97) for step in range(steps)],
}
fig = figure(width=6.4, height=2.6)
(ax,) = fig.axes
for (name, rates), style in zip(shapes.items(), ("-", "--"), strict=True):
    ax.plot(rates, style, label=name)
ax.set(title="Two of your schedules", xlabel="step", ylabel="learning rate")
ax.legend()
highest = ", ".join(f"{name} {max(rates):g}" for name, rates in shapes.items())
picture(fig, f"A hundred rates each. The highest: {highest}.")


# %% [markdown]
# Now a table. Each row is one method, with one of your schedules; NumPy is told the conventions of
# the library. In the columns: the largest difference of the loss in a hundred steps.


# %% tags=["demo"]
def agreement():
    ours, pt, kr = lrlib.OPTIMIZERS, torch.optim, keras.optimizers
    momentum = {"momentum": 0.9}
    return {  # method: PyTorch's and what we call it, Keras's and what we call it
        "SGD": (pt.SGD, {}, ours["sgd"](), kr.SGD(), ours["sgd"]()),
        "momentum": (
            *(pt.SGD, momentum, ours["heavy_ball"](0.9)),
            *(kr.SGD(**momentum), ours["heavy_ball"](0.9, lr_in_velocity=True)),
        ),
        "AdamW": (
            *(pt.AdamW, {}, ours["adamw"]()),
            *(kr.AdamW(), ours["adamw"](eps=1e-7, weight_decay=0.004, epsilon_hat=True)),
        ),
    }


# %% tags=["demo"]
def agreement_table():
    peaks = {"SGD": 1.0, "momentum": 0.2, "AdamW": 0.02}  # times 0.5: the peak of the shape
    print("method     schedule             PyTorch    Keras")
    for method, (make, options, as_torch, other, as_keras) in agreement().items():
        for name, shape in shapes.items():
            rates = peaks[method] * np.array(shape)
            one = torch_losses(lambda p, m=make, o=options: m(p, lr=1.0, **o), rates)
            two = keras_losses(type(other).from_config(other.get_config()), rates)
            gaps = [abs(one - numpy_losses(as_torch, rates)).max()]
            gaps.append(abs(two - numpy_losses(as_keras, rates)).max())
            print(f"{method:10} {name:18} {gaps[0]:9.0e} {gaps[1]:9.0e}")


with_frameworks(agreement_table)

# %% [markdown]
# ## Explain
#
# ### Where they do not agree
#
# **Momentum.** With $g$ the gradient, $\mu$ the momentum and $\eta$ the rate:
#
# $$\text{PyTorch: } v \leftarrow \mu v + g,\quad \theta \leftarrow \theta - \eta v
# \qquad\qquad
# \text{Keras: } v \leftarrow \mu v - \eta g,\quad \theta \leftarrow \theta + v.$$
#
# At a constant rate these are the same steps. What if the rate falls? Commit first.


# %% tags=["demo"]
def torch_moves(name, grads, rates, start=0.0, **options):
    """How far one weight moves in each step, in PyTorch."""
    theta, places = torch.nn.Parameter(torch.full((1,), start, dtype=torch.float64)), [start]
    optimizer = getattr(torch.optim, name)([theta], lr=1.0, **options)
    for grad, rate in zip(grads, rates, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        theta.grad = torch.full((1,), float(grad), dtype=torch.float64)
        optimizer.step()
        places.append(theta.item())
    return -np.diff(places)


# %% tags=["demo"]
def keras_moves(name, grads, rates, start=0.0, **options):
    """How far one weight moves in each step, in Keras."""
    theta, places = keras.Variable(np.full(1, start)), [start]
    optimizer = getattr(keras.optimizers, name)(learning_rate=1.0, **options)
    for grad, rate in zip(grads, rates, strict=True):
        optimizer.learning_rate = float(rate)
        optimizer.apply([keras.ops.convert_to_tensor(np.full(1, float(grad)))], [theta])
        places.append(keras.ops.convert_to_numpy(theta).item())
    return -np.diff(places)


# %% tags=["demo"]
def falling_rate():
    rates, both = np.repeat([0.1, 0.01], [3, 9]), (torch_moves, keras_moves)
    one, two = (moves("SGD", np.ones(12), rates, momentum=0.9) for moves in both)
    ax = figure(width=6.8, height=3).axes[0]
    ax.plot(range(1, 13), one, "o-", label="PyTorch")
    ax.plot(range(1, 13), two, "s--", label="Keras")
    ax.set(title="The rate falls to a tenth after step 3", xlabel="step")
    ax.set_ylabel("length of the step (units of weight)")
    ax.legend()
    said = f"Step 3: {one[2]:.3f} and {two[2]:.3f}. Step 4: {one[3]:.4f} in PyTorch, "
    said += f"{two[3]:.4f} in Keras. Way in all: {one.sum():.2f} and {two.sum():.2f}."
    return predict("12_in_your_framework", "falling_rate", picture(ax.figure, said))


# %% tags=["demo"]
with_frameworks(falling_rate)

# %% [markdown]
# **The others.** Every line is measured: the same question to both libraries, at their defaults.


# %% tags=["demo"]
def first_steps():
    """The first step at the rate 0.1, divided by it, at a gradient of a thousandth."""
    questions = {
        "AdaGrad": ("Adagrad", 1e-3, 0.0, {}, {}),
        "RMSProp": ("RMSprop", 1e-3, 0.0, {}, {}),
        "RMSProp, memory 0.9": ("RMSprop", 1e-3, 0.0, {"alpha": 0.9}, {"rho": 0.9}),
        "Adam": ("Adam", 1e-3, 0.0, {}, {}),
        "Adam, weight 1, gradient 0, decay 0.1": ("Adam", 0.0, 1.0, *2 * [{"weight_decay": 0.1}]),
    }
    print(f"{'first step / rate at the gradient 0.001':40} PyTorch    Keras")
    for name, (method, grad, place, one, two) in questions.items():
        pair = torch_moves(method, [grad], [0.1], place, **one)[0] / 0.1
        other = keras_moves(method, [grad], [0.1], place, **two)[0] / 0.1
        print(f"{name:40} {pair:7.4f}  {other:7.4f}")


with_frameworks(first_steps)


# %% tags=["demo"]
def plateau_rates():
    """A loss that stays at 1, patience 2: the rate after each epoch, in both libraries."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    rule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
    other = keras.callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=2)
    other.set_model(keras_model(keras.optimizers.SGD(1.0)))
    other.on_train_begin()
    rates = []
    for epoch in range(8):
        rule.step(1.0)
        other.on_epoch_end(epoch, {"loss": 1.0})
        rates.append((optimizer.param_groups[0]["lr"], float(other.model.optimizer.learning_rate)))
    return np.array(rates).T


# %% tags=["demo"]
def cosine_rates():
    """Half a cosine over ten steps, and six steps more, in both libraries."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    rule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
    other, rates = keras.optimizers.schedules.CosineDecay(1.0, 10), []
    for step in range(16):
        rates.append((optimizer.param_groups[0]["lr"], float(other(step))))
        optimizer.step()
        rule.step()
    return np.array(rates).T


# %% tags=["demo"]
def clock_table():
    for name, rates in zip(("PyTorch", "Keras"), plateau_rates(), strict=True):
        print(f"plateau, patience 2, {name:8}", *(f"{rate:5.3f}" for rate in rates))
    for name, rates in zip(("PyTorch", "Keras"), cosine_rates(), strict=True):
        print(f"cosine, steps 8 to 15, {name:8}", *(f"{rate:5.3f}" for rate in rates[8:]))
    first = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    torch.optim.lr_scheduler.LinearLR(first, total_iters=10)
    other = keras.optimizers.schedules.CosineDecay(0.0, 40, warmup_target=1.0, warmup_steps=10)
    said = first.param_groups[0]["lr"], float(other(0))
    print(f"warmup over 10 steps, the first rate: PyTorch {said[0]:.3f}, Keras {said[1]:.3f}")


with_frameworks(clock_table)

# %% [markdown]
# | | PyTorch | Keras | what follows |
# |---|---|---|---|
# | momentum | rate outside the velocity | rate inside | they part when the rate changes |
# | AdaGrad | memory starts at 0 | starts at 0.1 | small gradients hardly move at first in Keras |
# | RMSProp | memory $\rho = 0.99$, $\varepsilon$ outside the root | 0.9, inside | other steps |
# | Adam | $\varepsilon$ after the correction | before it | tiny gradients: shorter first steps |
# | Adam's weight decay | into the gradient | apart from it | Keras's Adam with decay is AdamW |
# | plateau | cuts after patience + 1 bad epochs | after patience | one epoch earlier in Keras |
# | cosine past its end | climbs again | stays at the end | a wrong horizon shows in PyTorch |
# | warmup | from a part of the rate | from 0 | Keras's first update does nothing |
#
# Keras's place for $\varepsilon$ is no mistake: it is the shorter form that the paper itself offers
# ([Kingma & Ba 2015](https://arxiv.org/abs/1412.6980 "kingma2015"), end of section 2). None of this
# is wrong. It is a convention, and a rate that was tuned under one does not carry over to another.

# %% [markdown]
# ### The script from a how-to page, in Keras
#
# In notebook 09 you saw it in NumPy. Here it runs in Keras, exactly as people copy it, and in 32
# bits, since that is Keras's default. Commit first.


# %% tags=["demo"]
def how_to_page():
    from keras import Sequential
    from keras.callbacks import LearningRateScheduler
    from keras.layers import Dense
    from keras.optimizers import Adam

    X = np.random.random((1000, 20))
    y = np.random.randint(2, size=(1000, 1))
    model = Sequential([Dense(64, activation="relu"), Dense(1, activation="sigmoid")])
    model.compile(optimizer=Adam(learning_rate=0.001), loss="binary_crossentropy")
    finder = LearningRateScheduler(lambda epoch, lr: lr * 1.1)
    return model, model.fit(X, y, epochs=10, batch_size=32, callbacks=[finder])


# %% tags=["demo"]
import contextlib
import io


def in_single_precision(script, seed=0):
    """Run it with Keras's own settings; what it returned, and what it printed."""
    keras.utils.set_random_seed(seed)
    keras.config.set_floatx("float32")
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            return *script(), printed.getvalue()
    finally:
        keras.config.set_floatx("float64")


def loss_on_fresh_flips(model, seed=100):
    rng = np.random.default_rng(seed)
    return model.evaluate(rng.random((4000, 20)), rng.integers(0, 2, 4000), verbose=0)


# %% tags=["demo"]
def the_page():
    model, fitted, printed = in_single_precision(how_to_page)
    rates, losses = fitted.history["learning_rate"], fitted.history["loss"]
    ax = figure(width=6.4, height=3).axes[0]
    ax.plot(rates, losses, "o-", label="training loss")
    ax.axhline(np.log(2), color=lrlib.plotting.GREY, linestyle="--", label="guessing: ln 2")
    ax.set(title="The script, in Keras", xlabel="learning rate of the epoch", ylabel="loss")
    ax.legend()
    said = (
        f"Rates {rates[0]:.4f} to {rates[-1]:.5f}, a factor of {rates[-1] / rates[0]:.2f}. "
        f"Loss {losses[0]:.3f} to {losses[-1]:.3f}; on fresh coin flips "
        f"{loss_on_fresh_flips(model):.3f}, where guessing has {np.log(2):.3f}. "
        f"Printed: {printed.count('Epoch')} progress bars, and no rate is recommended."
    )
    return predict("12_in_your_framework", "page_in_keras", picture(ax.figure, said))


# %% tags=["demo"]
with_frameworks(the_page)


# %% [markdown]
# And with other seeds? Here are the losses on fresh coin flips.


# %% tags=["demo"]
def other_seeds():
    for seed in range(3):
        model, fitted, _ = in_single_precision(how_to_page, seed)
        last, fresh = fitted.history["loss"][-1], loss_on_fresh_flips(model)
        print(f"seed {seed}: training loss {last:.3f}, fresh {fresh:.3f}, guessing {np.log(2):.3f}")


with_frameworks(other_seeds)

# %% [markdown]
# **What people read.** This script *identifies the optimal learning rate*.
#
# **What we just measured.** The numbers of notebook 09, from the library itself: ten rates close
# together, the first of them already raised once. The training loss falls a little, and on fresh
# data the network is no better than guessing.
#
# **Why it seemed true.** It is Keras, it is called a finder, and something falls on the screen.
#
# **What is true.** It is an exponential *schedule* on data without any signal. Your `range_test`
# drives the same library with one function of three lines, and records what it sees.
#
# **Source.** [Keras](https://keras.io/api/callbacks/learning_rate_scheduler "keras_scheduler"), on
# when the scheduler is called; the runs above.

# %% [markdown]
# ### A rate for each layer
#
# PyTorch has *parameter groups*: lists of parameters with settings of their own
# ([PyTorch](https://docs.pytorch.org/docs/stable/optim "torch_optim")). Keras has none. But
# nothing stops you from giving each layer an optimizer of its own, in a training step of your own
# ([Keras](https://keras.io/guides/custom_train_step_in_torch "keras_torch_step")).


# %% tags=["demo"]
def torch_layers(factors):
    model = torch_model()
    layers = [model[0], model[2]]
    groups = [
        {"params": layer.parameters(), "factor": factor}
        for layer, factor in zip(layers, factors, strict=True)
    ]
    return torch_step(model, torch.optim.Adam(groups, lr=1.0), batches())


# %% tags=["demo"]
def keras_layers(factors):
    model, data = keras_model("sgd"), batches()
    optimizers = [keras.optimizers.Adam() for _ in model.layers]

    def train_step(rate):
        x, y = (torch.tensor(each) for each in next(data))
        loss = torch.nn.functional.cross_entropy(model(x), y)
        model.zero_grad()
        loss.backward()
        for layer, optimizer, factor in zip(model.layers, optimizers, factors, strict=True):
            one_layer(layer, optimizer, rate * factor)
        return loss.item()

    return train_step


# %% tags=["demo"]
def one_layer(layer, optimizer, rate):
    optimizer.learning_rate = rate
    grads = [variable.value.grad for variable in layer.trainable_variables]
    with torch.no_grad():
        optimizer.apply(grads, layer.trainable_variables)


# %% [markdown]
# Your `layer_lrs` gives the factors, and your `warmup_cosine` the rate that they are multiplied
# with: a tenth of the rate for the first layer, all of it for the head.


# %% tags=["demo"]
def per_layer():
    first, head = (float(factor) for factor in layer_lrs(1.0, 0.1, 2))
    rates, adam = 0.02 * np.array(shapes["warmup_cosine"]), lrlib.OPTIMIZERS["adam"]
    forms = {"PyTorch": adam(), "Keras": adam(eps=1e-7, epsilon_hat=True)}
    makers = {"PyTorch": torch_layers, "Keras": keras_layers}
    for name, form in forms.items():
        train_step = makers[name]((first, head))
        got = np.array([train_step(rate) for rate in rates])
        two_rates = lrlib.layerwise(form, network, layer1=first, layer2=head)
        gap = abs(got - numpy_losses(two_rates, rates)).max()
        one = abs(got - numpy_losses(form, rates)).max()
        print(f"{name:8} differs from lrlib.layerwise by {gap:.0e}, from one rate by {one:.1f}")


# %% tags=["demo"]
with_frameworks(per_layer)

# %% [markdown]
# With one optimizer a layer, Keras can even mix methods. The price: `fit`, callbacks and
# `learning_rate` no longer know of them. For plain SGD there is a shorter way, since its step is
# rate times gradient: multiply the gradients. For Adam that does nothing. It divides by their size.

# %% [markdown]
# ## Worked example
#
# The third step of momentum 0.9 at a gradient that is always 1, when the rate falls from 0.1 to
# 0.01 after the second step. In PyTorch's form:
#
# 1. The velocity knows no rate: 1, then $0.9\cdot 1 + 1 = 1.9$, then $0.9\cdot 1.9 + 1 = 2.71$.
# 2. The third step is the new rate times the velocity.

# %% tags=["demo"]
velocity = 0.9 * (0.9 * 1 + 1) + 1  # 1. no rate in it
round(0.01 * velocity, 4)  # 2. the new rate counts for all of it

# %% [markdown]
# **Your turn, with a blank.** How long is this third step in Keras's form? Replace the three dots.

# %% tags=["demo"]
from lrlib.widgets import blank

third_step = ...

blank(third_step, 0.9 * 0.19 + 0.01, "The velocity was 0.1, then 0.9 * 0.1 + 0.1. And now?")

# %% [markdown]
# ## Write it
#
# One function is enough to train in any library. It is not graded; the picture below tells.
#
# `follow` takes `steps` steps, step $t$ (from 0) at the rate `schedule(t)`, and returns the losses.


# %% tags=["solution:follow"]
def follow(train_step, schedule, steps):
    """The losses of `steps` training steps, step t at the rate schedule(t); an array.

    Example: train_step = lambda rate: 10 * rate, schedule = lambda t: 0.1 / (t + 1), steps = 2
    gives [1.0, 0.5].
    """
    ### BEGIN SOLUTION
    return np.array([train_step(schedule(t)) for t in range(steps)])
    ### END SOLUTION


# %% [markdown]
# Yours drives all three libraries with your `warmup_cosine`, SGD without momentum.


# %% tags=["demo"]
def drive(train):
    model = torch_model()
    sgd = torch.optim.SGD(model.parameters(), lr=1.0)
    drivers = {
        "NumPy": lrlib.finder.stepper(network, lrlib.OPTIMIZERS["sgd"]()).train_step,
        "PyTorch": torch_step(model, sgd, batches()),
        "Keras": keras_step(keras_model(keras.optimizers.SGD()), batches()),
    }
    return {
        name: np.asarray(train(step, lambda t: warmup_cosine(t, 1.0, 10, steps), steps))
        for name, step in drivers.items()
    }


# %% tags=["demo"]
def driven(train):
    losses, fig = drive(train), figure(width=6.4, height=3)
    (ax,) = fig.axes
    for (name, line), width in zip(losses.items(), (6, 3, 1), strict=True):
        ax.semilogy(line, linewidth=width, label=name)
    ax.set(title="Your schedule, your loop, three libraries", xlabel="step", ylabel="batch loss")
    ax.legend()
    gaps = [abs(losses["NumPy"] - losses[name]).max() for name in ("PyTorch", "Keras")]
    return picture(fig, f"Differences from NumPy: {gaps[0]:.0e} PyTorch, {gaps[1]:.0e} Keras.")


# %% tags=["demo"]
from lrlib.widgets import with_yours

with_frameworks(lambda: with_yours(follow, driven))

# %% [markdown]
# ## Find the bug
#
# Until [pull request 22617](https://github.com/keras-team/keras/pull/22617 "keras22617") mended it,
# Keras's `train_on_batch` did not return the loss of this batch, but the *mean of all batches since
# the last reset*.
# The function below does the same to a list of batch losses.


# %% tags=["demo"]
def reported_with_a_bug(batch_losses):
    """What train_step returns, one after another, for batches with these losses."""
    return np.cumsum(batch_losses) / np.arange(1, len(batch_losses) + 1)


# %% [markdown]
# What does a finder make of it? It cannot see the blow-up until the mean does.


# %% tags=["demo"]
def range_test_fed_by(reported):
    """A range test on the digits that sees what `reported` makes of the losses; and the losses."""
    step, save, restore = lrlib.finder.stepper(network, lrlib.OPTIMIZERS["sgd"]())
    seen = []

    def train_step(rate):
        seen.append(step(rate))
        return reported(seen)[-1]

    return lrlib.range_test(train_step, save, restore, 1e-4, 100, 100), seen


for name, reported in (("loss of the batch", list), ("mean of all so far", reported_with_a_bug)):
    test, seen = range_test_fed_by(reported)
    print(f"{name:18} stops after rate {test.rates[-1]:.3g}, at the batch loss {seen[-1]:.3g}")

# %% [markdown]
# Write a test that accepts a function which returns each loss as it is, and stops this one.

# %% tags=["demo"]
from lrlib.widgets import hunt


def my_test(reported):
    return len(reported(np.array([2.0, 2.0, 2.0]))) == 3  # replace: this one lets the bug through


hunt("mean_of_all_batches", my_test, wrong=reported_with_a_bug)

# %% [markdown]
# ## Take-away
#
# - A finder and a schedule need one callable: a step at a given rate that returns its loss.
# - In 64 bits PyTorch and Keras give the numbers of your formulas, once the conventions are the
#   same.
# - Where a library puts rate, $\varepsilon$ and weight decay is a convention, and a tuned rate
#   belongs to it.
# - Parameter groups in PyTorch, one optimizer a layer in Keras: both take your factors.
# - A script that raises the rate is a schedule. A finder *records*.

# %% tags=["demo"]
from lrlib.widgets import progress_map

progress_map("12_in_your_framework")
