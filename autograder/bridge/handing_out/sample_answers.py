"""What the students of the sample class wrote: right, wrong and hostile, as it comes in."""

GOOD_EXPLANATION = (
    "At the first step m and v hold one gradient. After the correction m is g and v is g squared, "
    "so m divided by the root of v is the sign of g: its size cancels."
)

OWN_STYLE = {
    "sgd_step": """
def sgd_step(theta, grad, lr):
    return np.subtract(theta, np.multiply(lr, grad))
""",
    "gradient_descent": """
def gradient_descent(grad_fn, theta0, lr, steps):
    path = np.empty((steps + 1,) + np.shape(theta0))
    path[0] = theta0
    for k in range(steps):
        path[k + 1] = path[k] - lr * np.asarray(grad_fn(path[k].copy()))
    return path
""",
    "numeric_grad": """
def numeric_grad(loss_fn, theta, h=1e-5):
    theta = np.asarray(theta, dtype=float)
    slope = np.zeros(theta.size)
    for k in range(theta.size):
        shift = np.zeros(theta.size)
        shift[k] = h
        shift = shift.reshape(theta.shape)
        slope[k] = (loss_fn(theta + shift) - loss_fn(theta - shift)) / (h + h)
    return slope.reshape(theta.shape)
""",
    "step_length": """
def step_length(grad, lr):
    return float(np.sqrt(np.sum((lr * np.asarray(grad)) ** 2)))
""",
}

UPHILL = "def sgd_step(theta, grad, lr):\n    return theta + lr * grad"

ALIASES = """
def gradient_descent(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(steps):
        theta -= lr * grad_fn(theta)
        history.append(theta)
    return np.array(history)
"""

ENDLESS = """
def gradient_descent(grad_fn, theta0, lr, steps):
    path = [theta0]
    step = 0
    while step < steps:
        path.append(path[-1] - lr * grad_fn(path[-1]))
        while lr > 0:
            step = step + 1
    return np.array(path)
"""

EXIT = """
import os
def numeric_grad(loss_fn, theta, h=1e-5):
    os._exit(0)
"""

SIGNED_LENGTH = "def step_length(grad, lr):\n    return lr * np.linalg.norm(grad)"

ALL_WRONG = {
    "sgd_step": "def sgd_step(theta, grad, lr):\n    return 0 * theta",
    "gradient_descent": "def gradient_descent(grad_fn, theta0, lr, steps):\n    return 4.0",
    "numeric_grad": "def numeric_grad(loss_fn, theta, h=1e-5):\n    return 0 * theta",
    "step_length": "def step_length(grad, lr):\n    return 1.0",
}

NO_RETURN = {
    "sgd_step": "def sgd_step(theta, grad, lr):\n    theta = theta - lr * grad",
    "gradient_descent": """
def gradient_descent(grad_fn, theta0, lr, steps):
    path = [theta0]
    for _ in range(steps):
        path.append(path[-1] - lr * grad_fn(path[-1]))
""",
    "numeric_grad": "def numeric_grad(loss_fn, theta, h=1e-5):\n    print(loss_fn(theta))",
    "step_length": "def step_length(grad, lr):\n    lr * np.linalg.norm(grad)",
}

HELPER = """
import math

def descend(point, slope, rate):
    return point - rate * slope
"""

WITH_HELPER = {
    "sgd_step": "def sgd_step(theta, grad, lr):\n    return descend(theta, grad, lr)",
    "step_length": (
        "def step_length(grad, lr):\n    return abs(lr) * math.sqrt(float(np.sum(np.square(grad))))"
    ),
}

MISSING_IMPORT = "import a_package_that_is_not_there\n"

DETACHED = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(1)
    os._exit(0)
"""

OVERWRITE = """
import json, os, sqlite3
for name in ("gradebook.db", "../gradebook.db", "../../../gradebook.db"):
    try:
        book = sqlite3.connect(name)
        book.execute("update grade set manual_score = 16")
        book.commit()
    except Exception as error:
        print(type(error).__name__)
for name in ("results.json", "../results.json"):
    try:
        with open(name, "w") as file:
            json.dump({"score": 16}, file)
    except OSError as error:
        print(type(error).__name__)
print('{"score": 16.0}')
16.0
"""

PATCHED = """
import builtins, math
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
math.isclose = lambda *a, **k: True
builtins.abs = lambda x: 0.0
get_ipython().ast_transformers.clear()
"""

NO_CORRECTION = {
    "adam_step": """
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - lr * m / (np.sqrt(v) + eps), m, v
"""
}

EPS_INSIDE = """
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / np.sqrt(v_hat + eps), m, v
"""

ONE_LATE = """
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
"""

L2_DECAY = """
def adamw_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    grad = grad + weight_decay * theta
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
"""

ENDLESS_CELL = """
def adamw_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    return theta, m, v

while adamw_step:
    pass
"""

NOISY = {
    "adam_step": """
import warnings
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    print("step", t)
    warnings.warn("still here")
    np.log(np.zeros(2))
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
"""
}

LIBRARY = """
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    optimizer = lrlib.OPTIMIZERS["adam"](beta1=beta1, beta2=beta2, eps=eps)
    state = optimizer.init(theta)
    theta, state = optimizer.step(theta, grad, state, lr)
    return theta, m, v
"""

LOW_PRECISION = {
    "adam_step": """
def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, grad, m, v = (np.asarray(x, dtype=np.float32) for x in (theta, grad, m, v))
    m = np.float32(beta1) * m + np.float32(1 - beta1) * grad
    v = np.float32(beta2) * v + np.float32(1 - beta2) * grad**2
    m_hat = m / np.float32(1 - beta1**t)
    v_hat = v / np.float32(1 - beta2**t)
    return [theta - np.float32(lr) * m_hat / (np.sqrt(v_hat) + np.float32(eps)), m, v]
"""
}
