"""A recipe that cannot be followed says where, what was found, and what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, ValidationInfo, field_validator

from foretell.nouns import Spec
from foretell.toml import RecipeError, read_toml


class Oven(Spec):
    degrees: float = Field(default=200.0, gt=0)
    shelves: tuple[int, ...] = (1,)


class Bread(Spec):
    name: str
    oven: Oven = Oven()
    spare: Oven | None = None
    flour: dict[str, float] = {}
    where: str = ""

    @field_validator("where")
    @classmethod
    def _from_folder(cls, value: str, info: ValidationInfo) -> str:
        return str((info.context or {})["folder"] / value)

    @field_validator("flour")
    @classmethod
    def _sums_to_1(cls, value: dict[str, float]) -> dict[str, float]:
        if value and sum(value.values()) != 1.0:
            raise ValueError("shares sum to 1.")
        return value


def written(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "bread.toml"
    path.write_text(text, encoding="utf-8")
    return read_toml(path, Bread)


def test_tables_map_onto_specs_key_for_key(tmp_path: Path) -> None:
    text = 'name = "rye"\nwhere = "x"\n[oven]\ndegrees = 230\nshelves = [1, 2]\n[flour]\nrye = 0.5\nwheat = 0.5\n'
    assert written(tmp_path, text) == Bread.model_validate(
        {
            "name": "rye",
            "where": "x",
            "oven": {"degrees": 230.0, "shelves": (1, 2)},
            "flour": {"rye": 0.5, "wheat": 0.5},
        },
        context={"folder": tmp_path},
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('nam = "rye"', "bread.toml: 'nam' is no key. Did you mean 'name'?"),
        ('name = "r"\nqqqq = 1', "bread.toml: 'qqqq' is no key. Keys there: name, oven, spare, flour, where."),
        ('name = "r"\n[oven]\ndegres = 1', "bread.toml, table [oven]: 'degres' is no key. Did you mean 'degrees'?"),
        ('name = "r"\n[spare]\ndegres = 1', "bread.toml, table [spare]: 'degres' is no key. Did you mean 'degrees'?"),
        ("", "bread.toml: 'name' is missing."),
        (
            'name = "r"\n[oven]\ndegrees = "hot"',
            "bread.toml, table [oven]: 'degrees' is 'hot': a number was expected, without",
        ),
        ('name = "r"\n[oven]\ndegrees = 0', "table [oven]: 'degrees' is 0: it must be greater than 0."),
        ('name = "r"\n[flour]\nrye = 0.4', "bread.toml: 'flour' is {'rye': 0.4}: shares sum to 1."),
        ("name = 'a\n", "bread.toml cannot be read as TOML: "),
        ("name = 1\nname = 2", "bread.toml cannot be read as TOML: "),
    ],
)
def test_a_recipe_that_is_wrong_is_one_sentence_a_fault(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as caught:
        written(tmp_path, text)
    assert sentence in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RecipeError) as caught:
        written(tmp_path, "qqqq = 1\n[oven]\ndegrees = -1")
    assert len(str(caught.value).splitlines()) == 3


def test_a_file_that_is_not_there_or_no_text_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"There is no recipe .*bread\.toml"):
        read_toml(tmp_path / "bread.toml", Bread)
    (tmp_path / "bread.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match=r"bread\.toml cannot be read as TOML"):
        read_toml(tmp_path / "bread.toml", Bread)
    (tmp_path / "bread.toml").write_text(f"a = {'[' * 5000}", encoding="utf-8")
    with pytest.raises(RecipeError, match=r"bread\.toml cannot be read as TOML: its lists or tables lie too deep"):
        read_toml(tmp_path / "bread.toml", Bread)
    with pytest.raises(RecipeError, match="is a folder, and a recipe is a TOML file"):
        read_toml(tmp_path, Bread)
    with pytest.raises(RecipeError, match="is a pipe or a device, and a recipe is a TOML file"):
        read_toml(Path("/dev/zero"), Bread)


def test_a_place_in_a_list_is_told_by_its_key_and_a_value_of_two_types_once(tmp_path: Path) -> None:
    with pytest.raises(RecipeError) as caught:
        written(tmp_path, 'name = "r"\n[oven]\nshelves = [1, "two"]\nspares = 1\n')
    listed, unknown = str(caught.value).splitlines()
    assert listed.endswith("'shelves' holds 'two': a whole number was expected, in digits and without quotes.")
    assert "'spares' is no key" in unknown


class Cake(Spec):
    grams: float = Field(default=1.0, gt=0, description="Mass of the cake, in grams.")


def test_what_a_key_means_is_told_where_it_is_described(tmp_path: Path) -> None:
    (tmp_path / "cake.toml").write_text('grams = "2 kg"', encoding="utf-8")
    with pytest.raises(RecipeError, match=r"without its unit\. grams: Mass of the cake, in grams\.$"):
        read_toml(tmp_path / "cake.toml", Cake)
