"""Worker processes: one a core, one thread each, gone when their parent is gone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from foretell.lab.meter import Used, metered

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
SILENT = {  # usage reporting and hub look-ups of every dependency that has them, off before it is imported
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "DAFT_ANALYTICS_ENABLED": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "TOKENIZERS_PARALLELISM": "false",
}


def cores() -> int:
    """The cores that this process may use: fewer than the machine's in a container or under taskset."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def settle() -> None:
    """Set the environment that every process of ours works in: one thread, nothing calls home."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    os.environ.update(SILENT)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C is for the driver: workers that start here never hear it, and leave with their parent."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle_worker(parent: int) -> None:
    settle()
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    """A killed parent cannot stop its workers, so they watch for it."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


class Pool:
    """Processes that live as long as the lab. With one worker everything runs in this process."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run in a worker; the answer comes by the Future."""
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.workers, context, _settle_worker, (os.getpid(),))
        with _undisturbed():
            return self._executor.submit(function, *arguments)

    def map(
        self, function: Callable[[Any], Any], parts: Sequence[Any], used: Callable[[Used], None] | None = None
    ) -> Iterable[Any]:
        """`function` of each part, answers in the order of the parts; `used` hears what each took in its worker."""
        if self.workers == 1 or len(parts) < 2:
            yield from map(function, parts)
            return
        futures: list[Future[Any]] = []
        try:
            for part in parts:
                futures.append(self.submit(metered, function, part))
            for future in futures:
                result, cost = future.result()
                if used is not None:
                    used(cost)
                yield result
        except BrokenProcessPool as error:
            self.close()  # a broken pool takes no more work; the next call starts a new one
            raise RuntimeError(
                "A worker process died (out of memory, or killed). What was finished is kept: run again, "
                "with fewer --workers if memory was short."
            ) from error
        finally:
            for future in futures:
                future.cancel()

    def close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
