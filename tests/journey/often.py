"""The command line with a checkpoint every fifth of a second, so that a short journey, too, is killed between them.

A file of its own: worker processes read it again when they start, and so keep checkpoints as often.
"""

from foretell.training import loop

loop.CHECKPOINT_SECONDS = 0.2

if __name__ == "__main__":
    from foretell.cli import main

    main()
