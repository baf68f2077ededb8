"""From one submission to its result: plain data, nothing written but results by their address.

`read_submission`, `grade_submission` (one submission) and `result` (what came of it); `address`
(all that decides a result) and `store` (results, found again after any interruption); `processors`,
`worker` and `executor` (many submissions, on this machine); `parcel`, `grading_process`,
`dask_worker` and `cluster` (on other machines), `trusted_result` (what comes from there is looked
at before it is believed).
"""
