"""The command line. Each command is a few lines over a verb; rooms are imported only when their command runs."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from importlib import metadata
from typing import Annotated

import typer

from foretell.cli import journey, models, plans, results, scores, start, tables
from foretell.toml import sentence_of

INTERRUPTED = 130  # the status of a process that was stopped by Ctrl-C
COMMANDS = (
    *(start.new, start.schema),
    *(journey.run, journey.report, journey.study),
    *(models.evaluate, models.compare, models.adapt, models.export, models.import_),
    *(tables.fit, tables.approaches, plans.plan, plans.stock, scores.trend, scores.observe),
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


def say_version(wanted: bool) -> None:
    """Print the installed version, if it is wanted, and end."""
    if wanted:
        print(metadata.version("foretell"))
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=say_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Know what a language model will be before you pay for it."""


def stopped() -> None:
    """End at once, in a sentence. Whatever is under way is left to the next call, as after a kill."""
    print("\nforetell: stopped. What was finished is kept; the same command goes on from here.", file=sys.stderr)
    for worker in multiprocessing.active_children():
        worker.kill()
    sys.exit(INTERRUPTED)


def main() -> None:
    """Run a command; a wrong input ends in a sentence on standard error and status 1."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:
        stopped()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:  # so the command line's own library answers Ctrl-C
            stopped()
        raise
    except (KeyError, IndexError):
        raise  # our own look-ups say what they miss; these are faults of ours
    except (ValueError, LookupError, OSError, RuntimeError, ImportError) as error:
        print(f"foretell: {sentence_of(error)}", file=sys.stderr)
        sys.exit(1)
