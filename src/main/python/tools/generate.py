"""Writes ``sparkdeepfm/_generated`` from the Params of the Java classes.

    src/test/python/run.sh generate

or ``python -m tools.generate JAR`` in ``src/main/python``, with PySpark installed and the ``-all``
jar of the Java sources that are there.
A test fails as long as the files are not what this writes.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.javadoc import class_comment
from tools.reflection import ROOT, SETTERS, ParamInfo, StageInfo, parents, read_stage
from tools.rendering import (
    group_doc,
    header,
    module_name,
    render_choices,
    render_group,
    render_setters,
    stage_doc,
)

STAGES = [
    f"{ROOT}.DeepFMClassifier",
    f"{ROOT}.DeepFMRegressor",
    f"{ROOT}.stage.VocabularyIndexer",
    f"{ROOT}.stage.FieldHasher",
    f"{ROOT}.stage.LogMinMaxScaler",
    f"{ROOT}.stage.FieldAssembler",
    f"{ROOT}.evaluation.ProbabilityEvaluator",
    f"{ROOT}.evaluation.LogLossEvaluator",
    f"{ROOT}.evaluation.NormalizedEntropyEvaluator",
    f"{ROOT}.evaluation.CalibrationEvaluator",
    f"{ROOT}.evaluation.GroupAucEvaluator",
]

PYTHON = Path(__file__).resolve().parents[1]
TARGET = PYTHON / "sparkdeepfm" / "_generated"
JAVA_SOURCES = PYTHON.parent / "java"


def generated_files(jvm: Any) -> dict[str, str]:
    """File name → text, for a JVM with Spark and the library."""
    stages = [read_stage(jvm, name) for name in STAGES]
    by_name = {stage.java_class: stage for stage in stages}
    params = _grouped(stages, lambda param: param.owner)
    every = [param for group in params.values() for param in group]
    setters = _grouped(stages, lambda param: param.setter_owner)
    supertypes = _supertypes(jvm, stages)
    relevant = _relevant(supertypes, params, by_name)
    files = {
        "__init__.py": header("the Java classes that have Params"),
        "choices.py": render_choices(every),
    }
    for java_type in relevant:
        stage = by_name.get(java_type)
        above = [parent for parent in supertypes[java_type] if parent in relevant]
        if java_type.endswith(SETTERS):
            text = render_setters(java_type, setters.get(java_type, []), above)
            files[module_name(java_type) + ".py"] = text
            continue
        files[module_name(java_type) + ".py"] = render_group(
            java_type,
            params.get(java_type, []),
            above,
            stage,
            stage_doc(class_comment(JAVA_SOURCES, java_type), stage)
            if stage
            else group_doc(java_type),
        )
    return files


def _grouped(
    stages: list[StageInfo], key: Callable[[ParamInfo], str]
) -> dict[str, list[ParamInfo]]:
    found: dict[str, dict[str, ParamInfo]] = {}
    for stage in stages:
        for param in stage.params:
            found.setdefault(key(param), {})[param.name] = param
    return {owner: list(params.values()) for owner, params in found.items()}


def _supertypes(jvm: Any, stages: list[StageInfo]) -> dict[str, tuple[str, ...]]:
    """The types of ours above each stage, with their own supertypes, each after its own."""
    known: dict[str, tuple[str, ...]] = {}

    def visit(java_type: str) -> None:
        if java_type not in known:
            above = parents(jvm, java_type)
            for parent in above:
                visit(parent)
            known[java_type] = above

    for stage in stages:
        visit(stage.java_class)
    return known


def _relevant(
    supertypes: dict[str, tuple[str, ...]], params: dict[str, Any], stages: dict[str, Any]
) -> list[str]:
    """Types that declare Params, inherit some from a type of ours, or are stages."""
    relevant: list[str] = []
    for java_type, above in supertypes.items():
        if java_type in params or java_type in stages or any(p in relevant for p in above):
            relevant.append(java_type)
    return relevant


def main(jar: str) -> None:
    """Replaces the generated files."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.jars", jar).getOrCreate()
    try:
        files = generated_files(spark._jvm)
    finally:
        spark.stop()
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.py"):
        old.unlink()
    for name, text in files.items():
        (TARGET / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
