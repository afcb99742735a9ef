"""What a user's `pip install` would put on their machine."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


def build(kind: str, out: Path) -> Path:
    hook = f"build_{kind}"
    code = f"import hatchling.build as b; print(b.{hook}({str(out)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    return ZipFile(build("wheel", tmp_path_factory.mktemp("wheel")))


def files(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_installs_one_top_level_name(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"overhang"}


@pytest.mark.parametrize("folder", ["data", "themes"])
def test_carries_every_bundled_file(wheel: ZipFile, folder: str) -> None:
    packed = "overhang/_bundled/"
    there = {
        name.removeprefix(packed)
        for name in wheel.namelist()
        if name.startswith(f"{packed}{folder}/")
    }
    assert there == files(folder)


def test_carries_every_module(wheel: ZipFile) -> None:
    modules = {name.removeprefix("tui/") for name in files("tui/overhang")}
    assert modules <= set(wheel.namelist())


def test_runs_from_the_wheel_alone_in_a_foreign_folder(
    wheel: ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, 'site');"
        "import overhang, overhang.bundled as b;"
        "assert 'site' in overhang.__file__;"
        "print(b.bundled('data') / 'closes.csv', b.bundled('themes') / 'app.tcss')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    for place in done.stdout.split():
        assert (tmp_path / place).is_file()
        assert "_bundled" in place


def test_the_source_archive_carries_what_the_tests_need(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with tarfile.open(build("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for folder in ("tui/overhang", "data", "themes", "tests"):
        assert files(folder) <= names
