"""Training, seen from outside: the session that the window uses, and the messages to and from the worker.

`process` watches the worker from outside, `run_folder` is what a run leaves on the disk, `worker` is the process. No
module here imports Keras but those of `worker`, and those know no Qt. Start with `session` and `messages`.

Layers, the lowest first: explain, messages; lines; history, memory; run_folder; orders, process; session, worker.
"""
