"""Weights & Biases, offline: nothing is looked up or sent. `wandb sync` uploads a run's folder, if you wish."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class WandB:
    """Writes one offline run for each run below `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        os.environ.update({"WANDB_MODE": "offline", "WANDB_ERROR_REPORTING": "false", "WANDB_SILENT": "true"})
        for place in ("CACHE", "CONFIG", "DATA", "ARTIFACT"):  # nothing of it in the home folder
            os.environ[f"WANDB_{place}_DIR"] = str(folder / "own")
        import wandb  # reads the environment as it is imported

        self._wandb = wandb
        self._settings = wandb.Settings(
            silent=True,
            console="off",  # standard output stays ours
            disable_git=True,
            disable_code=True,
            x_disable_meta=True,
            x_disable_stats=True,
            x_disable_machine_info=True,
            x_save_requirements=False,
        )
        self._open: dict[str, Any] = {}

    def curve(self, run: str, name: str, points: Sequence[tuple[int, float]]) -> None:
        opened = self._run(run)
        for step, value in points:
            opened.log({name: value}, step=step)

    def finish(self, run: str, facts: Mapping[str, float | str]) -> None:
        opened = self._run(run)
        opened.config.update(dict(facts))
        opened.finish()
        del self._open[run]

    def close(self) -> None:
        for opened in self._open.values():
            opened.finish()
        self._open.clear()
        self._wandb.teardown()  # its service ends with it

    def _run(self, run: str) -> Any:
        if run not in self._open:
            self._open[run] = self._wandb.init(
                project="foretell",
                group=run.partition("/")[0],
                name=run,
                dir=self.folder,
                mode="offline",
                reinit="create_new",
                settings=self._settings,
            )
        return self._open[run]
