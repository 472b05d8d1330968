"""What a model has learned, seen from Python."""

from pathlib import Path
from typing import Any

import pytest
from conftest import stages
from pyspark.ml import Pipeline
from pyspark.sql import DataFrame

from sparkdeepfm import IllegalArgumentError, PermutationImportance

pytestmark = pytest.mark.spark4


def test_an_explanation_adds_up_to_the_logit(model: Any, clicks: DataFrame) -> None:
    explained = model.copy()
    explained.stages[-1].setExplainCol("why")
    rows = explained.transform(clicks).select("why", "rawPrediction").collect()
    assert len(rows) == 400
    for row in rows:
        why = row.why
        parts = [why.bias, why.deep, *why.firstOrder.values()]
        parts += [pair.term for pair in why.secondOrder]
        assert sum(parts) == pytest.approx(row.rawPrediction[1], abs=1e-5)
        assert set(why.firstOrder) <= {"site", "price"}


def test_the_classifier_takes_the_column_too(clicks: DataFrame) -> None:
    fitted = Pipeline(stages=stages(explainCol="why")).fit(clicks)
    assert "why" in fitted.transform(clicks).columns


def test_embeddings_have_the_tokens_of_the_fitted_pipeline(model: Any) -> None:
    last = model.copy().stages[-1]
    assert {row.token for row in last.embeddings().collect()} == {None}
    inside = last.insight(model)
    rows = {row.token: row for row in inside.embeddings().collect() if row.fields == ["site_index"]}
    assert {"a", "b", "c", "d"} <= set(rows)
    assert rows["a"].vocabulary == "site"
    assert len(rows["a"].embedding) == 4
    assert sum(rows[token]["count"] for token in "abcd") == 400
    weights = inside.firstOrderWeights()
    assert weights.count() == inside.embeddings().count()
    assert weights.schema["weight"].dataType.typeName() == "float"


def test_similar_tokens_are_ordered_by_their_cosine(model: Any) -> None:
    inside = model.stages[-1].insight(model.stages[0])
    vectors = {
        row.token: row.embedding for row in inside.embeddings().collect() if row.token is not None
    }
    rows = inside.similar("site", "a", 3).collect()
    assert {row.token for row in rows} == {"b", "c", "d"}
    assert [row.similarity for row in rows] == sorted((r.similarity for r in rows), reverse=True)
    for row in rows:
        assert row.similarity == pytest.approx(cosine(vectors["a"], vectors[row.token]), abs=1e-6)


def test_a_model_that_was_told_its_stages_says_the_same(model: Any) -> None:
    last = model.copy().stages[-1]
    with pytest.raises(IllegalArgumentError, match="insight"):
        last.similar("site", "a", 3)
    with pytest.warns(DeprecationWarning, match="insight"):
        last.setFittedStages(model)
    expected = last.insight(model).similar("site", "a", 3).collect()
    assert last.similar("site", "a", 3).collect() == expected


def cosine(one: list[float], other: list[float]) -> float:
    product = sum(x * y for x, y in zip(one, other, strict=True))
    return float(product / (sum(x * x for x in one) * sum(y * y for y in other)) ** 0.5)


def test_the_field_that_decides_is_the_most_important(clicks: DataFrame) -> None:
    fitted = Pipeline(stages=stages(numEpochs=30, learningRate=0.02)).fit(clicks)
    encoded = clicks
    for stage in fitted.stages[:-1]:
        encoded = stage.transform(encoded)
    rows = PermutationImportance(metric="logLoss", numRepeats=2).run(fitted.stages[-1], encoded)
    assert [row.field for row in rows.collect()] == ["site", "price"]
    assert all(row.importance > 0.01 for row in rows.collect())


def test_mistakes_are_one_sentence(model: Any, features: DataFrame) -> None:
    last = model.copy().stages[-1]
    inside = last.insight(model)
    with pytest.raises(IllegalArgumentError, match="nowhere"):
        inside.similar("site", "nowhere", 3)
    with pytest.raises(IllegalArgumentError, match="planet"):
        inside.similar("planet", "a", 3)
    with pytest.raises(IllegalArgumentError, match="metric"):
        PermutationImportance(metric="beauty")
    with pytest.raises(IllegalArgumentError, match="numRepeats is 0"):
        PermutationImportance(numRepeats=0)
    with pytest.raises(IllegalArgumentError, match="label"):
        PermutationImportance().run(last, features.drop("label"))
    with pytest.raises(IllegalArgumentError, match="features"):
        last.copy().setExplainCol("features").transform(features)


def test_the_report_is_one_page(model: Any, tmp_path: Path) -> None:
    summary = model.stages[-1].summary
    summary.writeReport(str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page == summary.reportHtml()
    assert page.startswith("<!DOCTYPE html>")
    assert ">site<" in page
    assert f"{summary.best()['validationAuc']:.2f}" in page
