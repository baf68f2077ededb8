"""The first file that runs inside the jail: `python start.py CONTROL_FD PATH...`."""

import sys

if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:]
    from autograder.sandbox.inside.zygote import main

    main(int(sys.argv[1]))
