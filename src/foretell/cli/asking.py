"""The options of `foretell plan`: each is a field of the question, or says who answers it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

BUDGET, TEXT, DEVICES, LAW = "The question: one of these", "Text and serving", "Devices and site", "The law and model"

Runs = Annotated[Path | None, typer.Argument(help="A CSV table of runs. Without it: --law, or published laws.")]

Flops = Annotated[
    float | None, typer.Option(help="The budget in training FLOPs, such as 1e21.", rich_help_panel=BUDGET)
]
GpuHours = Annotated[float | None, typer.Option(help="In hours of one --device.", rich_help_panel=BUDGET)]
Money = Annotated[float | None, typer.Option(help="In money, at the device's price.", rich_help_panel=BUDGET)]
Kwh = Annotated[
    float | None, typer.Option(help="In kWh of the devices and the site's overhead (PUE).", rich_help_panel=BUDGET)
]
Days = Annotated[float | None, typer.Option(help="In days of all the --devices.", rich_help_panel=BUDGET)]
Loss = Annotated[float | None, typer.Option(help="No budget but a wanted loss: what it takes.", rich_help_panel=BUDGET)]
Accuracy = Annotated[
    float | None,
    typer.Option(help="The same for an accuracy, 0 to 1, with --downstream.", rich_help_panel=BUDGET),
]
Like = Annotated[
    str | None,
    typer.Option(
        help="A famous model (chinchilla, gpt-3, llama-13b, …) or `all`: how near its best.", rich_help_panel=BUDGET
    ),
]

UniqueTokens = Annotated[
    float | None, typer.Option(help="Tokens of text at hand; more means epochs.", rich_help_panel=TEXT)
]
ServeTokens = Annotated[
    float, typer.Option(help="Tokens that the finished model is to read and write.", rich_help_panel=TEXT)
]
WrittenTokens = Annotated[float, typer.Option(help="How many of these it writes, one by one.", rich_help_panel=TEXT)]
ReadingUtilisation = Annotated[
    float | None,
    typer.Option(
        "--reading-utilisation", help="Utilisation while it reads. Default: as in training.", rich_help_panel=TEXT
    ),
]
WritingUtilisation = Annotated[
    float | None,
    typer.Option(
        "--writing-utilisation", help="Utilisation while it writes. Default: as in training.", rich_help_panel=TEXT
    ),
]
ServingDevice = Annotated[
    str | None, typer.Option(help="Device that serves. Default: the training's.", rich_help_panel=TEXT)
]

Device = Annotated[
    str | None, typer.Option(help="By name: h100 (the default), a100-80, tpu-v4, …", rich_help_panel=DEVICES)
]
Devices = Annotated[int | None, typer.Option(help="How many of them run at once.", rich_help_panel=DEVICES)]
Precision = Annotated[
    str | None, typer.Option(help="Of the peak: bf16, fp8, … Default: bf16 or fp16.", rich_help_panel=DEVICES)
]
Utilisation = Annotated[
    float | None,
    typer.Option(help="Measured model FLOPs utilisation, 0 to 1. Default: 0.3 to 0.5.", rich_help_panel=DEVICES),
]
Price = Annotated[
    float | None, typer.Option("--price", help="Your price of one device for an hour.", rich_help_panel=DEVICES)
]
Grid = Annotated[str | None, typer.Option(help="Whose electricity it is.", rich_help_panel=DEVICES)]
Site = Annotated[
    str | None, typer.Option(help="Whose overhead (PUE) is added to the devices' energy.", rich_help_panel=DEVICES)
]
DevicesFile = Annotated[
    Path | None,
    typer.Option(help="A TOML file with devices of your own: see docs/how-to/plan.md.", rich_help_panel=DEVICES),
]
GridsFile = Annotated[
    Path | None,
    typer.Option(
        help="A TOML file with grids and sites of your own: see docs/how-to/plan.md.", rich_help_panel=DEVICES
    ),
]

LawFile = Annotated[
    Path | None,
    typer.Option("--law", help="A law that `foretell fit --json` wrote, instead of a table.", rich_help_panel=LAW),
]
Route = Annotated[
    str | None,
    typer.Option(
        help="The law to fit to the table, and so the route. Default: chinchilla.parametric.", rich_help_panel=LAW
    ),
]
Downstream = Annotated[
    Path | None,
    typer.Option(
        help="A curve of accuracy over the law's loss, that `foretell fit --json` wrote.", rich_help_panel=LAW
    ),
]
Count = Annotated[
    Literal["params", "params_no_embed", "effective"] | None,
    typer.Option(help="What the law's N counts. Default: all parameters.", rich_help_panel=LAW),
]
Vocabulary = Annotated[
    int | None, typer.Option(min=1, help="Entries of the vocabulary. Default: one that suits.", rich_help_panel=LAW)
]
Context = Annotated[
    int | None, typer.Option(min=1, help="Tokens that the model sees at once. Default: 2048.", rich_help_panel=LAW)
]
Narrow = Annotated[
    Literal["loss", "params"] | None,
    typer.Option(help="What the runs to buy next are to narrow. Default: the loss.", rich_help_panel=LAW),
]
Seed = Annotated[int | None, typer.Option(help="Seed of what is drawn. Default: 0.", rich_help_panel=LAW)]
