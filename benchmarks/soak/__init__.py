"""A soak: two accounts synced for an hour under fire, and in the end compared cell by cell.

A shop trades at scaled time. Each gateway is an account with a warehouse of its own, and runs of
`tap | target-pgcopy` follow each other as a user's cron would start them, each from the state that
the one before left. Meanwhile runs are killed, calls meet every fault that the sandbox knows, the
network goes away, quotas are halved, rights are taken, another tool uses up the quota, rows are
deleted. Then all is calm, and what the warehouses hold has to be what the shop holds.

`python -m benchmarks.soak [minutes] [--seed N]`
"""
