"""The command line. Each command is a few lines over a verb; rooms are imported only when their command runs."""

from __future__ import annotations

import sys

import typer

from foretell.cli import journey, models, results, start, tables
from foretell.toml import sentence_of

COMMANDS = (
    *(start.new, start.schema),
    *(journey.run, journey.report, journey.study),
    *(models.evaluate, models.compare, models.adapt, models.export, models.import_),
    *(tables.fit, tables.plan, tables.trend),
    *(results.ls, results.show, results.why, results.gc),
)
app = typer.Typer(
    help="Know what a language model will be before you pay for it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)


def main() -> None:
    """Run a command; a wrong input ends in a sentence on standard error and status 1."""
    try:
        app()
    except KeyboardInterrupt:
        print("\nforetell: stopped. What was finished is kept; the same command goes on from here.", file=sys.stderr)
        sys.exit(130)
    except (ValueError, LookupError, OSError, RuntimeError, ImportError) as error:
        print(f"foretell: {sentence_of(error)}", file=sys.stderr)
        sys.exit(1)
