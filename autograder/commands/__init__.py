"""One file a verb of the command line: a docstring that is its help, arguments, and `run`.

Files whose name begins with `_` hold what several verbs share.
"""
