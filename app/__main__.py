"""Start of the program, for ``netwright`` and ``python -m app`` alike.

Nothing is imported up here: a spawned child process runs this module again.
"""


def main() -> int:
    """Runs the command line and returns the exit code."""
    from app.cli import main as run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
