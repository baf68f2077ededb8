"""From one submission to its result: plain data, nothing written but results by their address.

`job` (one submission), `worker` and `executor` (many, on this machine), `store` (results, found
again after any interruption); `parcel`, `grading_process`, `dask_worker` and `cluster` (many, on
other machines), `trusted_result` (what comes from there is looked at before it is believed).
"""
