"""The installed package carries its licence, and those of what its jar holds."""

import importlib.metadata

from conftest import REPOSITORY


def test_the_package_has_the_licences_of_the_project() -> None:
    files = importlib.metadata.files("spark-deepfm") or []
    found = {file.name: file for file in files if file.parent.name == "licenses"}
    wanted = [REPOSITORY / "LICENSE", REPOSITORY / "NOTICE", *(REPOSITORY / "licenses").iterdir()]
    assert sorted(found) == sorted(file.name for file in wanted)
    for file in wanted:
        assert found[file.name].locate().read_bytes() == file.read_bytes()
