"""A whole class: graded, graded in parts, graded again.

`grade` (workers grade, this process writes), `summary` (what a run says), `shard` and `merge` (one
class on several machines without a cluster), `regrade` (what would change, for whom and why).
"""
