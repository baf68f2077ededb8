#!/bin/bash
cd /tmp/soakc; PYTHONPATH=/tmp/soakc exec /work/main/.venv/bin/python "$@"
