"""What is written of each training, to every writer, each point once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from foretell.nouns import Run
from foretell.watch.told import Told, points
from foretell.watch.writer import Writer


@dataclass
class Log:
    """Loss curves as running calls tell them, completed from the finished runs.

    `name` is the journey's and stands before each run's title. A writer that fails is told of by `say`, once, and
    hears no more: no library's trouble stops a journey.
    """

    writers: list[Writer]
    name: str
    say: Callable[[str], None]
    _titles: dict[str, str] = field(default_factory=dict)  # of calls
    _written: dict[str, int] = field(default_factory=dict)  # the last step of each title
    _over: set[str] = field(default_factory=set)

    def hear(self, told: Told) -> None:
        """Write the points that a training tells for the first time."""
        if self.writers and told.steps and told.call not in self._over:
            self._curve(self._title(told.call, told.what), told.curve)

    def finished(self, run: Run) -> None:
        """Write what is still unwritten of a finished run, or all of a remembered one, and its facts."""
        call = run.home.address.replace("/", "-") if run.home else run.rung.title
        if not self.writers or call in self._over:
            return
        title = self._title(call, run.rung.title)
        self._curve(title, points((point.step, point.nats) for point in run.curve))
        if run.bits_per_byte is not None:
            measured = [(run.rung.last_step, run.bits_per_byte)]
            self._each(lambda writer: writer.curve(title, "bits_per_byte", measured))
        self._each(lambda writer: writer.finish(title, facts_of(run)))
        self._over.add(call)

    def close(self) -> None:
        self._each(lambda writer: writer.close())
        self.writers.clear()

    def _title(self, call: str, what: str) -> str:
        """A run's name; a second call of the same title, such as a second adaptation, has its key beside it."""
        title = f"{self.name}/{what}" if self.name else what
        if call not in self._titles:
            self._titles[call] = title if title not in self._titles.values() else f"{title} ({call[-16:]})"
        return self._titles[call]

    def _curve(self, title: str, told: Sequence[tuple[int, float]]) -> None:
        """Both the progress file and the run hold the same points, so a step is enough to know what is new."""
        new = [point for point in told if point[0] > self._written.get(title, -1)]
        if new:
            self._written[title] = new[-1][0]
            self._each(lambda writer: writer.curve(title, "loss", new))

    def _each(self, write: Callable[[Writer], None]) -> None:
        for writer in list(self.writers):
            try:
                write(writer)
            except Exception as error:  # whatever a library raises
                self.writers.remove(writer)
                kind = type(writer).__name__
                self.say(f"{kind} writes no more ({type(error).__name__}: {error}). The journey goes on without it.")


def facts_of(run: Run) -> dict[str, float | str]:
    """What a table of runs should show."""
    shape, rung = run.rung.shape, run.rung
    facts: dict[str, float | str] = {"width": shape.width, "layers": shape.layers, "context": shape.context}
    facts |= {"steps": rung.last_step, "sequences": rung.sequences, "seed": rung.seed, "params": run.params}
    facts |= {"tokens": run.tokens, "flops": run.flops, "epochs": run.epochs}
    if run.bits_per_byte is not None:
        facts["bits_per_byte"] = run.bits_per_byte
    if run.diverged:
        facts["diverged"] = run.diverged
    if run.home and run.home.address:
        facts["address"] = run.home.address
    return facts
