"""The generated code is what the Java classes say."""

import sys
from typing import Any

import pytest
from conftest import REPOSITORY
from pyspark.sql import SparkSession

import sparkdeepfm

sys.path.insert(0, str(REPOSITORY / "src" / "main" / "python"))
from tools import generate  # noqa: E402

CONSTRUCTED = [name.rsplit(".", 1)[-1] for name in generate.STAGES]


def test_the_files_are_what_the_generator_writes(spark: SparkSession) -> None:
    written = {path.name: path.read_text("utf-8") for path in generate.TARGET.glob("*.py")}
    wanted = generate.generated_files(spark._jvm)
    assert sorted(written) == sorted(wanted)
    for name, text in wanted.items():
        assert written[name] == text, f"{name} is out of date: src/test/python/run.sh generate"


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_params_docs_and_defaults_are_those_of_java(spark: SparkSession, name: str) -> None:
    stage = getattr(sparkdeepfm, name)()
    assert declared(stage) == declared_in_java(stage)


@pytest.mark.parametrize("position", range(4))
def test_fitted_stages_have_the_params_of_java(model: Any, position: int) -> None:
    stage = model.stages[position]
    assert declared(stage) == declared_in_java(stage)
    assert not any(hasattr(param, "created_from_java_param") for param in stage.params)


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_every_param_has_a_setter_a_getter_and_a_keyword(spark: SparkSession, name: str) -> None:
    stage = getattr(sparkdeepfm, name)()
    for param in stage.params:
        capitalized = param.name[0].upper() + param.name[1:]
        assert callable(getattr(stage, "set" + capitalized))
        assert callable(getattr(stage, "get" + capitalized))
        if stage.hasDefault(param):
            value = stage.getOrDefault(param)
            again = type(stage)(**{param.name: value})
            assert again.isSet(param.name)
            assert getattr(again, "get" + capitalized)() == value


def test_a_model_has_setters_for_scoring_alone(model: Any) -> None:
    classifier = sparkdeepfm.DeepFMClassifier()
    scoring = {"explainCol", "matmulPrecision", "weightCol", "featuresCol", "labelCol"}
    scoring |= {"predictionCol", "probabilityCol", "rawPredictionCol", "thresholds"}
    scoring |= {"scoringEngine", "cudaDevice"}
    for param in classifier.params:
        setter = "set" + param.name[0].upper() + param.name[1:]
        own = getattr(model.stages[-1], setter, None)
        assert (own is None) == (param.name not in scoring or param.name == "labelCol"), param.name


def declared(stage: Any) -> dict[str, tuple[str, Any]]:
    defaults = {p.name: v for p, v in stage._defaultParamMap.items()}
    return {p.name: (doc(stage, p.name, p.doc), defaults.get(p.name)) for p in stage.params}


def declared_in_java(stage: Any) -> dict[str, tuple[str, Any]]:
    java = stage._java_obj
    found = {}
    for param in java.params():
        default = java.getDefault(param).get() if java.hasDefault(param) else None
        is_array = hasattr(default, "__len__") and not isinstance(default, str)
        found[param.name()] = (
            doc(stage, param.name(), param.doc()),
            list(default) if is_array else default,
        )
    return found


def doc(stage: Any, name: str, text: str) -> str:
    """The text of a Param of ours; PySpark words those of Spark a little differently than Spark."""
    getter = getattr(stage, "get" + name[0].upper() + name[1:])
    return text if getter.__module__.startswith("sparkdeepfm.") else "Spark's own"
