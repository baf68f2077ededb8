"""Known mistakes of choosing the best of some rates by their losses; two searches share them."""

LOSSES = "losses = np.array([evaluate(rate) for rate in rates])"
NONE = "    if not finite.any():\n        return np.nan\n"
BEST = "return rates[np.argmin(np.where(finite, losses, np.inf))]"
BODY = f"    {LOSSES}\n    finite = np.isfinite(losses)\n{NONE}    {BEST}\n"


def loop(start, test):
    """The same choice as a loop; `start` and `test` decide whether it is right."""
    return BODY, (
        f"    best, smallest = {start}\n    for n, rate in enumerate(rates):\n"
        f"        loss = evaluate(rate)\n        if {test}:\n"
        "            best, smallest = rate, loss\n    return best\n"
    )


def wrong_choices(wrong):
    """The mistakes; `wrong` writes wrong versions of a search that ends with `BODY`."""
    return (
        wrong(
            "largest-loss",
            "Your answer is the rate with the largest loss. Which one do you look for?",
            (BEST, "return rates[np.argmax(np.where(finite, losses, -np.inf))]"),
        ),
        wrong(
            "loss-returned",
            "What came back is a loss. What was asked for?",
            (BEST, "return np.min(losses[finite])"),
        ),
        wrong(
            "index-returned",
            "What came back is a place in a list. What stands there?",
            (BEST, "return np.argmin(np.where(finite, losses, np.inf))"),
        ),
        wrong(
            "nan-wins",
            "A run that blew up has won. What does `numpy.argmin` say of a list with a NaN in it?",
            (NONE, ""),
            (BEST, "return rates[np.argmin(losses)]"),
        ),
        wrong(
            "first-one-stays",
            "What if the very first loss is NaN? Is any number smaller than NaN?",
            loop("np.nan, np.nan", "n == 0 or loss < smallest"),
        ),
        wrong(
            "only-nan-ignored",
            "NaN never wins in yours. What comes back when all losses are infinite?",
            ("np.isfinite(losses)", "~np.isnan(losses)"),
        ),
        wrong(
            "a-rate-when-none-is-finite",
            "All runs blew up, and yet a rate came back. Would you train with it?",
            (NONE, ""),
        ),
        wrong(
            "error-when-none-is-finite",
            "All runs blew up, and your function did, too. What should come back?",
            (NONE, ""),
            (BEST, "return rates[finite][np.argmin(losses[finite])]"),
        ),
        wrong(
            "inf-when-none-is-finite",
            "All runs blew up. Which value says that there is no best rate: is infinity a rate?",
            ("return np.nan", "return np.inf"),
        ),
        wrong(
            "none-found-below-the-start",
            "What if all losses are larger than the number that your search starts from?",
            loop("np.nan, 1000.0", "loss < smallest"),
        ),
        wrong(
            "starts-from-zero",
            "Your search for the smallest starts from 0. Can a loss be below that?",
            loop("np.nan, 0.0", "loss < smallest"),
        ),
        wrong(
            "evaluates-the-best-again",
            "The rate is right, but one evaluation was made for nothing. Which one?",
            (BEST, BEST.replace("return", "best =") + "\n    evaluate(best)\n    return best"),
        ),
        wrong(
            "every-rate-twice",
            "The rate is right, but each one was evaluated twice. Can you keep the losses?",
            (LOSSES, f"{LOSSES}\n    {LOSSES}"),
        ),
    )
