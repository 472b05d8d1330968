"""Labels that are numbers."""

import math
from pathlib import Path
from typing import Any

import pytest
from conftest import stages
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

import sparkdeepfm
from sparkdeepfm import DeepFMRegressionModel, DeepFMRegressor, PermutationImportance


@pytest.fixture(scope="module")
def prices(features: DataFrame) -> DataFrame:
    """Rows whose label is twice the price and 3 more on some sites."""
    bonus = F.when(F.col("site").isin("a", "b"), 3.0).otherwise(0.0)
    return features.withColumn("label", 2 * F.col("price") + bonus).cache()


def regressor(**params: Any) -> DeepFMRegressor:
    small = {"embeddingDim": 2, "hiddenUnits": [8], "numEpochs": 10, "batchSize": 32}
    return DeepFMRegressor(**{**small, "learningRate": 0.02, **params})


@pytest.fixture(scope="module")
def fitted(prices: DataFrame) -> DeepFMRegressionModel:
    return regressor(validationIndicatorCol="validation").fit(prices)


def test_a_regression_is_measured_as_spark_does(
    fitted: DeepFMRegressionModel, prices: DataFrame
) -> None:
    summary = fitted.evaluate(prices)
    scored = fitted.transform(prices)
    for metric, value in {
        "rmse": summary.rootMeanSquaredError,
        "mse": summary.meanSquaredError,
        "mae": summary.meanAbsoluteError,
        "r2": summary.r2,
        "var": summary.explainedVariance,
    }.items():
        assert value == pytest.approx(RegressionEvaluator(metricName=metric).evaluate(scored))
    assert summary.r2 > 0.5
    assert summary.numInstances == 400
    assert "prediction" in summary.predictions.columns
    assert summary.residuals.columns == ["residuals"]


def test_the_history_has_the_error_of_the_held_out_rows(fitted: DeepFMRegressionModel) -> None:
    history = fitted.summary.history()
    assert history.validationError.min() == fitted.summary.best()["validationError"]
    assert history.validationAuc.isna().all()
    assert fitted.summary.positives() == 0
    assert fitted.summary.meanLabel() > 0
    assert "Validation RMSE" in fitted.summary.reportHtml()


def test_a_saved_regression_predicts_the_same(
    fitted: DeepFMRegressionModel, prices: DataFrame, tmp_path: Path
) -> None:
    path = str(tmp_path / "model")
    fitted.write().save(path)
    loaded = DeepFMRegressionModel.load(path)
    vector = prices.head().features
    assert loaded.predict(vector) == fitted.predict(vector)
    with pytest.raises(ValueError, match="load it with its own class"):
        sparkdeepfm.DeepFMClassificationModel.load(path)


def test_poisson_predictions_are_above_0(prices: DataFrame) -> None:
    counts = prices.withColumn("label", F.round("label"))
    model = regressor(loss="poisson", explainCol="why", numEpochs=3).fit(counts)
    row = model.transform(counts).head()
    terms = row.why.bias + row.why.deep + sum(row.why.firstOrder.values())
    terms += sum(pair.term for pair in row.why.secondOrder)
    assert math.exp(terms) == pytest.approx(row.prediction, rel=1e-4)
    assert model.evaluate(counts).meanPoissonDeviance > 0
    assert model.getLoss() == "poisson"


def test_it_works_in_a_pipeline_and_a_cross_validator(clicks: DataFrame) -> None:
    rows = clicks.withColumn("label", F.col("price") * 2)
    estimator = regressor(numEpochs=1)
    pipeline = Pipeline(stages=[*stages()[:-1], estimator])
    grid = ParamGridBuilder().addGrid(estimator.learningRate, [1e-6, 0.02]).build()
    chosen = CrossValidator(
        estimator=pipeline,
        estimatorParamMaps=grid,
        evaluator=RegressionEvaluator(),
        numFolds=2,
    ).fit(rows)
    best: Any = chosen.bestModel
    assert best.stages[-1].getLearningRate() == 0.02


def test_the_price_decides(fitted: DeepFMRegressionModel, prices: DataFrame) -> None:
    first = PermutationImportance(numRepeats=1).run(fitted, prices).head()
    assert first.field == "price"
    with pytest.raises(ValueError, match="use error for a regression"):
        PermutationImportance(metric="auc").run(fitted, prices)
