"""One file a verb of the command line: a docstring that is its help, arguments, and `run`."""
