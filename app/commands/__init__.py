"""The command line: one module per subcommand, each with ``add_arguments(parser)`` and ``run(args) -> int``.

Used by `app.cli` alone, which names the modules in a table and imports the one that is asked for. Start with `check`.
"""
