"""Pictures show the numbers that they are of."""

import subprocess
import sys
from typing import Any

import matplotlib
import pytest
from conftest import stages
from pyspark.ml import Pipeline
from pyspark.sql import DataFrame, Row, SparkSession

from sparkdeepfm import PermutationImportance, plots

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def close_figures() -> Any:
    yield
    from matplotlib import pyplot

    pyplot.close("all")


def lines(axis: Any) -> dict[str, list[float]]:
    return {line.get_label(): list(line.get_ydata()) for line in axis.lines}


def test_the_summary_draws_its_history_roc_and_calibration(model: Any) -> None:
    summary = model.stages[-1].summary
    history = summary.history()
    loss, auc, roc, calibration = summary.plot().axes
    assert lines(loss)["training"] == history.loss.tolist()
    assert lines(loss)["validation"] == history.validationLogLoss.tolist()
    assert history.validationAuc.tolist() in lines(auc).values()
    curve = summary.roc()
    assert (curve.FPR.iloc[0], curve.TPR.iloc[-1]) == (0, 1)
    assert curve.TPR.tolist() in lines(roc).values()
    assert summary.calibration().positiveRate.tolist() in lines(calibration).values()
    assert f"{summary.best()['validationAuc']:.4f}" in roc.get_title()


def test_without_validation_rows_the_loss_is_drawn_alone(features: DataFrame) -> None:
    summary = stages(numEpochs=1)[-1].fit(features).summary
    assert len(summary.plot().axes) == 1
    assert summary.roc().empty and summary.calibration().empty


def test_predictions_have_roc_and_calibration(model: Any, features: DataFrame) -> None:
    summary = model.stages[-1].evaluate(features)
    roc, calibration = summary.plot().axes
    assert f"{summary.areaUnderROC:.4f}" in roc.get_title()
    bins = summary.calibrationBins(5)
    assert bins.weight.sum() == 400
    assert bins.probability.is_monotonic_increasing
    predicted = (bins.weight * bins.probability).sum()
    observed = (bins.weight * bins.positiveRate).sum()
    assert predicted / observed == pytest.approx(summary.calibration)
    assert len(calibration.lines) == 2


def test_importance_is_drawn_with_the_users_columns(model: Any, features: DataFrame) -> None:
    last = model.stages[-1]
    figure = last.plotImportance(features, metric="logLoss", numRepeats=2)
    rows = PermutationImportance(metric="logLoss", numRepeats=2).run(last, features).collect()
    drawn = [bar.get_width() for bar in figure.axes[0].patches]
    assert drawn == [row.importance for row in reversed(rows)]
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert set(names) == {"site", "price"}


def test_an_explanation_ends_at_its_logit(model: Any, clicks: DataFrame) -> None:
    explained = model.copy()
    explained.stages[-1].setExplainCol("why")
    row = explained.transform(clicks).select("why", "rawPrediction").first()
    axis = plots.explanation(row.why, most=2).axes[0]
    names = [label.get_text() for label in axis.get_yticklabels()]
    assert (names[0], names[-1]) == ("bias", "logit")
    assert len(names) == 5 and names[3].endswith(" other terms")
    assert axis.patches[-1].get_width() == pytest.approx(row.rawPrediction[1], abs=1e-5)
    assert f"{row.rawPrediction[1]:+.3f}" in [text.get_text() for text in axis.texts]


def test_a_field_paired_with_itself_is_told() -> None:
    pair = Row(field1="tags", field2="tags", term=0.5)
    why = Row(bias=0.1, firstOrder={"tags": 0.2}, secondOrder=[pair], deep=0.0)
    labels = plots.explanation(why).axes[0].get_yticklabels()
    assert "tags with itself" in [label.get_text() for label in labels]


def test_a_map_of_embeddings_has_the_most_counted_tokens(model: Any, spark: SparkSession) -> None:
    table = model.stages[-1].insight(model).embeddings().where("vocabulary = 'site'")
    axis = plots.embeddings(table, labels=2, colors={"a": "good", "b": "good"}).axes[0]
    assert sum(len(group.get_offsets()) for group in axis.collections) == 4
    assert len(axis.texts) == 2
    with pytest.raises(ValueError, match="A map needs at least 3 tokens, but there are 2"):
        plots.embeddings(table, most=2)


def test_a_notebook_shows_a_figure_once(model: Any) -> None:
    figure = model.stages[-1].summary.plot()
    with pytest.raises(NotImplementedError):  # IPython then shows it
        figure._ipython_display_()
    as_cell = compile("figure._ipython_display_()", "IPython/core/displayhook.py", "exec")
    exec(as_cell, {"figure": figure})  # noqa: S102  # shown when the cell ends, not here
    from matplotlib import pyplot

    pyplot.close(figure)
    with pytest.raises(NotImplementedError):
        exec(as_cell, {"figure": figure})  # noqa: S102


def test_without_matplotlib_a_sentence_says_so() -> None:
    code = "import sys; sys.modules['matplotlib'] = None\nfrom sparkdeepfm import plots\nplots._figure(1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: Pictures need matplotlib; install it with pip install 'sparkdeepfm[plots]'."
    )


def test_a_pipeline_draws_after_it_was_fitted_with_mllib_stages(clicks: DataFrame) -> None:
    fitted = Pipeline(stages=stages(numEpochs=1)).fit(clicks)
    with pytest.raises(TypeError, match="plots.importance takes a Spark DataFrame, but got a Pipe"):
        frame: Any = fitted
        plots.importance(frame)
