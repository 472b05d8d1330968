"""Which Spark PySpark starts here, and which of the two jars is for it."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pyspark

from sparkdeepfm import _requires

#: Oldest Java that the jars run on.
JAVA = 17


@dataclass(frozen=True)
class Line:
    """A line of Spark that there is a jar for."""

    spark: str
    scala: str

    @property
    def jar(self) -> str:
        """The jar's name as a pattern."""
        return f"spark-deepfm_{self.scala}-*-all.jar"

    def __str__(self) -> str:
        return f"Spark {self.spark} with Scala {self.scala}"


LINES = tuple(Line(spark, scala) for spark, scala in _requires.LINES.items())


@dataclass(frozen=True)
class Installed:
    """A Spark, by its own version and Scala's."""

    version: str
    scala: str

    def line(self) -> Line:
        """The line that it is of; RuntimeError if there is no jar for it."""
        for line in LINES:
            if self.scala == line.scala and f"{self.version}.".startswith(f"{line.spark}."):
                return line
        raise RuntimeError(
            f"This is {self}, but spark-deepfm runs on {LINES[0]} or {LINES[1]};"
            ' install one, as by pip install "spark-deepfm[spark]".'
        )

    def __str__(self) -> str:
        return f"Spark {self.version} with Scala {self.scala}"


def installed() -> Installed:
    """The Spark that this process starts: that of SPARK_HOME, or the one that came with PySpark.

    Where its jars have other names, as on Databricks, it is as PySpark is released: Spark 3.5 with
    Scala 2.12, Spark 4 with Scala 2.13.
    """
    home = Path(os.environ.get("SPARK_HOME") or Path(str(pyspark.__file__)).parent)
    for jar in (home / "jars").glob("spark-core_*.jar"):
        found = re.fullmatch(r"spark-core_([0-9.]+)-(.+)\.jar", jar.name)
        if found:
            return Installed(found.group(2), found.group(1))
    version = pyspark.__version__
    return Installed(version, "2.12" if version.startswith("3.") else "2.13")


def of_jar(name: str) -> Line | None:
    """The line that a jar is for by its name; None for a jar that was renamed."""
    found = re.match(r"spark-deepfm_([0-9.]+)-", name)
    return next((line for line in LINES if found and found.group(1) == line.scala), None)


def require_java(version: str) -> None:
    """Raises RuntimeError if a Java of this version cannot load the jars."""
    numbers = re.findall(r"[0-9]+", version) + ["0", "0"]
    major = int(numbers[1] if numbers[0] == "1" else numbers[0])
    if major < JAVA:
        raise RuntimeError(
            f"Spark runs on Java {version}, but spark-deepfm needs Java {JAVA} or later; set"
            " JAVA_HOME to one before Python starts."
        )


def java_on_path() -> str | None:
    """The version of the Java that Spark starts by; None if that does not say it."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r'version "([^"]+)"', told.stderr)
    return found.group(1) if found else None
