"""A file of one's own beside the tables that come along: what it adds, and what is wrong with it, in a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foretell.planning.devices import device_named, devices
from foretell.planning.famous import famous_named
from foretell.planning.grids import grid_named, site_named

OWN = """
[device.abacus]
title = "An abacus"
peak = { fp32 = 1.0 }
memory_bytes = 10
bandwidth = 1.0
watts = 100.0
watts_source = "a clerk"
price_per_hour = 20
currency = "EUR"
price_source = "wages"
price_date = "1900"
source = "own"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_a_file_of_ones_own_adds_a_device(own: Path) -> None:
    assert device_named("Abacus", own).peak_at("fp32") == 1.0
    assert devices(own).keys() - devices().keys() == {"abacus"}


def test_the_same_name_takes_the_place_of_the_known_one(own: Path) -> None:
    own.write_text(OWN.replace("device.abacus", "device.h100"), encoding="utf-8")
    assert device_named("h100", own).title == "An abacus"
    assert device_named("h100").title == "NVIDIA H100 SXM"


@pytest.mark.parametrize(
    ("found", "wrong", "told"),
    [
        ("bandwidth = 1.0", "bandwith = 1.0", "own.toml, [device.abacus]: there is no key 'bandwith'. Did you mean"),
        ("watts = 100.0", "", "own.toml, [device.abacus]: the key 'watts' is missing."),
        ("watts = 100.0", "watts = -1", "'watts' is '-1', and that will not do: input should be greater than 0"),
        ("watts = 100.0", "watts = nan", "'watts' is 'nan'"),
        ("watts = 100.0", "watts = inf", "'watts' is 'inf'"),
        ("watts = 100.0", "watts = 'many'", "'watts' is 'many'"),
        ("peak = { fp32 = 1.0 }", "peak = {}", "'peak' is '{}'"),
        ("[device.abacus]", "[gadget.abacus]", "own.toml: there is no key 'gadget'."),
        ("[device.abacus]", "[device.abacus", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(own: Path, found: str, wrong: str, told: str) -> None:
    own.write_text(OWN.replace(found, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(told)) as error:
        devices(own)
    assert "\n" not in str(error.value)


def test_files_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no file"):
        devices(tmp_path / "absent.toml")
    with pytest.raises(ValueError, match="is no file"):
        devices(tmp_path)
    deep = tmp_path / "deep.toml"
    deep.write_text("a = " + "[" * 50_000, encoding="utf-8")
    with pytest.raises(ValueError, match="cannot be read as TOML"):
        devices(deep)
    deep.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="cannot be read as TOML"):
        devices(deep)
    deep.write_text("#" * 1_000_001, encoding="utf-8")
    with pytest.raises(ValueError, match="over 1,000,000 bytes"):
        devices(deep)


def test_names_are_forgiven_and_unknown_ones_answered_with_the_nearest() -> None:
    assert famous_named("gpt3") == famous_named("GPT-3") == famous_named("gpt 3 175b")
    assert famous_named("LLaMA 13B")[0] == "llama-13b"
    with pytest.raises(ValueError, match=r"no device named 'h10'\. Did you mean 'h100'"):
        device_named("h10")
    with pytest.raises(ValueError, match=r"no famous model named 'chinchila'\. Did you mean 'chinchilla'"):
        famous_named("chinchila")
    with pytest.raises(ValueError, match=r"no grid named 'frnce'\. Did you mean 'france'"):
        grid_named("frnce")
    with pytest.raises(ValueError, match=r"no site named ''\. Known: gpt-3"):
        site_named("")
