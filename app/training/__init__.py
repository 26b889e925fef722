"""Training: the window's side (session, client, history, runs) and the worker process."""
