"""Records of the Factbook."""

from __future__ import annotations

import pytest

from foretell.tasks import factbook
from foretell.tasks.factbook import plain_text, records, text_of, without_notes


def test_every_record_has_a_plain_name_of_its_own() -> None:
    found = records()
    names = [record.name for record in found]
    assert len(found) == 256
    assert len(set(names)) == len(names)
    assert not any(mark in name for name in names for mark in ";<&")
    assert [r.code for r in found] == sorted(r.code for r in found)


def test_a_record_is_what_the_package_holds() -> None:
    kenya = next(record for record in records() if record.code == "africa/ke")
    assert (kenya.name, kenya.region) == ("Kenya", "Africa")
    assert text_of(kenya.fields, "Government", "Capital", "name") == "Nairobi"
    assert text_of(kenya.fields, "Government", "no such field") == ""


def test_plain_text_has_no_tags_and_no_entities() -> None:
    assert plain_text("<p>Bras&iacute;lia,\n<br>&nbsp;the capital</p>") == "Brasília, the capital"


def test_notes_are_left_out() -> None:
    assert without_notes("United Kingdom; note - with Wales") == "United Kingdom"
    assert without_notes("Falkland Islands (Islas Malvinas)") == "Falkland Islands"
    assert without_notes("Cocos (Keeling) Islands") == "Cocos (Keeling) Islands"


def test_a_missing_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factbook, "PACKAGE", "no_such_package")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'foretell\[tiny\]'"):
        records()
