"""Takes the version from the pom, and the jars into the package as far as they have been built."""

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
POM = ROOT / "pom.xml"


def version() -> str:
    """The version in the pom; in a source archive, which has none, that of its making."""
    if POM.is_file():
        return pom_version().replace("-SNAPSHOT", ".dev0")
    return first(r"^Version: (.+)$", HERE / "PKG-INFO")


def pom_version() -> str:
    """As Maven has it; empty where there is no pom."""
    pattern = r"<artifactId>spark-deepfm-lines</artifactId>\s*<version>([^<]+)</version>"
    return first(pattern, POM) if POM.is_file() else ""


def first(pattern: str, file: Path) -> str:
    """What the group of the pattern is where it first fits."""
    found = re.search(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{file.name} does not say the version.")
    return found.group(1)


class BuildWithJars(build_py):
    """Puts the jars for Spark 3.5 and Spark 4 into the package, so that pip installs them too.

    With them go LICENSE, NOTICE and the licences of what the jars hold, to sparkdeepfm/licenses.
    Beside the package goes a file that Python reads when it starts: see _sparkdeepfm_names.py.
    """

    def run(self) -> None:
        super().run()
        licences = Path(self.build_lib, "sparkdeepfm", "licenses")
        for file in (ROOT / "LICENSE", ROOT / "NOTICE", *(ROOT / "licenses").glob("*")):
            if file.is_file():
                licences.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, licences)
        start = Path(self.build_lib, "sparkdeepfm.pth")
        start.write_text("import _sparkdeepfm_names\n", encoding="utf-8")
        target = ROOT / "target"
        for folder, scala in ((target, "2.12"), (target / "spark4", "2.13")):
            jar = folder / f"spark-deepfm_{scala}-{pom_version()}-all.jar"
            if jar.is_file():
                jars = Path(self.build_lib, "sparkdeepfm", "jars")
                jars.mkdir(parents=True, exist_ok=True)
                shutil.copy2(jar, jars)


def options() -> dict[str, dict[str, str]]:
    """Keeps what a build leaves behind out of the sources."""
    if not POM.is_file():
        return {}
    scratch = ROOT / "target" / "python"
    shutil.rmtree(scratch / "build", ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    return {
        "build": {"build_base": str(scratch / "build")},
        "egg_info": {"egg_base": str(scratch)},
    }


setup(version=version(), cmdclass={"build_py": BuildWithJars}, options=options())
