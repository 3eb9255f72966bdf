"""MLflow: one SQLite file. Look at it with `mlflow server --backend-store-uri sqlite:///FOLDER/mlflow.db`."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

EXPERIMENT = "foretell"
BATCH = 1000  # metrics, the most that MLflow takes at once


class MLflow:
    """Writes one MLflow run for each run into `folder/mlflow.db`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.update({"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"})
        os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")  # the view is no place for its migrations
        with without_its_warnings():
            import alembic  # noqa: F401  the light MLflow comes without these two, and its error would name neither
            import mlflow  # noqa: F401
            import sqlalchemy  # noqa: F401
            from mlflow.tracking import MlflowClient

            self._client = MlflowClient(tracking_uri=f"sqlite:///{folder / 'mlflow.db'}")
            known = self._client.get_experiment_by_name(EXPERIMENT)
            files = (folder / "artifacts").as_uri()
            self._experiment = (
                known.experiment_id if known else self._client.create_experiment(EXPERIMENT, artifact_location=files)
            )
        self._open: dict[str, str] = {}

    def curve(self, run: str, name: str, points: Sequence[tuple[int, float]]) -> None:
        from mlflow.entities import Metric

        now = round(time.time() * 1000)
        metrics = [Metric(name, value, now, step) for step, value in points]
        with without_its_warnings():
            for first in range(0, len(metrics), BATCH):
                self._client.log_batch(self._run(run), metrics[first : first + BATCH])

    def finish(self, run: str, facts: Mapping[str, float | str]) -> None:
        from mlflow.entities import Param

        with without_its_warnings():
            self._client.log_batch(self._run(run), params=[Param(name, str(value)) for name, value in facts.items()])
            self._client.set_terminated(self._open.pop(run))

    def close(self) -> None:
        with without_its_warnings():
            for opened in self._open.values():
                self._client.set_terminated(opened, status="KILLED")
        self._open.clear()

    def _run(self, run: str) -> str:
        if run not in self._open:
            self._open[run] = self._client.create_run(self._experiment, run_name=run).info.run_id
        return self._open[run]


@contextmanager
def without_its_warnings() -> Iterator[None]:
    """What MLflow and SQLAlchemy say of each other's coming versions is nothing that a user of ours can mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
