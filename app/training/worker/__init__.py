"""The worker: the one process that runs Keras. ``python -m app.training.worker`` starts it.

Nothing else imports it; it talks in `app.training.messages` and knows no Qt. Start with `__main__`,
then `fitting`.
"""
