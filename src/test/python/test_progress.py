"""How a training goes on is told while it does, in whatever way there is."""

import io
import math
from pathlib import Path
from typing import Any

import pytest
import tqdm
from conftest import stages
from pyspark.ml import Pipeline
from pyspark.sql import DataFrame

from sparkdeepfm import DeepFMClassifier, ProgressListener, _display

METRICS = {
    "epoch": 1,
    "loss": 0.5,
    "validationLogLoss": 0.4,
    "validationAuc": 0.75,
    "validationError": math.nan,
    "learningRate": 1e-3,
    "seconds": 2.0,
    "examplesPerSecond": 50_000.0,
}


class Clock:
    """Goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Heard(ProgressListener):
    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []

    def recipeChosen(self, rows: int, chosen: list[str]) -> None:
        self.events.append(("recipe", rows))

    def warmStarted(self, tables: list[dict[str, Any]]) -> None:
        self.events.append(("warm", [table["vocabulary"] for table in tables]))

    def trainingStarted(self, numEpochs: int, examples: int) -> None:
        self.events.append(("start", (numEpochs, examples)))

    def examplesDone(self, epoch: int, examplesDone: int) -> None:
        self.events.append(("examples", (epoch, examplesDone)))

    def epochDone(self, metrics: dict[str, Any]) -> None:
        self.events.append(("epoch", metrics))


def small(**settings: Any) -> DeepFMClassifier:
    stage: DeepFMClassifier = stages(**settings)[-1]
    return stage


def test_a_listener_hears_all_in_order(model: Any, features: DataFrame) -> None:
    heard = Heard()
    classifier = small(validationIndicatorCol="validation").setProgressListener(heard)
    fitted = classifier.setInitialModel(model.stages[-1]).fit(features)
    names = [name for name, _ in heard.events if name != "examples"]
    assert names == ["warm", "start", "epoch", "epoch"]
    told = dict(heard.events)
    assert told["warm"] == ["site", "price_scaled"]
    assert told["start"] == (2, 360)
    history = fitted.summary.history()
    assert told["epoch"]["loss"] == history.loss[2]
    assert told["epoch"]["validationAuc"] == history.validationAuc[2]
    assert told["examples"][1] == 360


def test_the_recipe_is_told(features: DataFrame) -> None:
    heard = Heard()
    small(recipe="auto", numEpochs=1).setProgressListener(heard).fit(features)
    assert heard.events[0] == ("recipe", 400)


def test_what_a_listener_raises_ends_the_training(features: DataFrame) -> None:
    class Enough(ProgressListener):
        def epochDone(self, metrics: dict[str, Any]) -> None:
            raise StopIteration("enough")

    classifier = small(numEpochs=100_000).setProgressListener(Enough())
    with pytest.raises(StopIteration, match="enough"):
        classifier.fit(features)
    spark = features.sparkSession
    assert spark.sparkContext.statusTracker().getActiveJobsIds() == []


def test_a_copy_in_a_pipeline_tells_the_same_listener(clicks: DataFrame) -> None:
    built = stages()
    heard = Heard()
    built[-1].setProgressListener(heard)
    Pipeline(stages=built).copy().fit(clicks)
    assert [name for name, _ in heard.events if name == "epoch"] == ["epoch", "epoch"]


def test_verbose_prints_a_line_per_epoch_where_there_is_no_notebook(
    features: DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    small(verbose=True, validationIndicatorCol="validation").fit(features)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Training at most 2 epochs of 360 examples."
    assert lines[1].startswith("epoch 1/2  loss 0.") and "validation AUC 0." in lines[1]
    assert lines[2].endswith("0:00 left")
    assert lines[3].startswith("Training done in 0:")
    small().fit(features)
    assert capsys.readouterr().out == ""


def test_verbose_is_no_param_but_set_and_checked_like_one(features: DataFrame) -> None:
    classifier = DeepFMClassifier(verbose=True)
    assert classifier.getVerbose() and classifier.copy().getVerbose()
    assert not classifier.setParams(verbose=False).getVerbose()
    assert not any(param.name == "verbose" for param in classifier.params)
    bad: Any = "yes"
    with pytest.raises(TypeError, match="verbose is 'yes', but must be True or False"):
        classifier.setVerbose(bad)
    with pytest.raises(TypeError, match="setProgressListener takes a ProgressListener, but got a"):
        classifier.setProgressListener(bad)


def test_a_failed_training_says_so(features: DataFrame, capsys: Any) -> None:
    with pytest.raises(ValueError):
        small(verbose=True, validationIndicatorCol="nowhere").fit(features)
    assert capsys.readouterr().out == "Training failed.\n"


def test_the_time_left_follows_from_what_is_done() -> None:
    shown = _display.Lines(io.StringIO(), clock=Clock())
    assert shown.part_done() == 0 and math.isnan(shown.seconds_left())
    shown.trainingStarted(4, 1000)
    shown.epochDone(dict(METRICS))
    shown.examplesDone(2, 500)
    assert shown.part_done() == 1.5 / 4
    began = shown._first_epoch_began
    left = shown.seconds_left()
    assert left == pytest.approx((shown._clock() - 1 - began) * 2.5 / 1.5)


def test_a_terminal_has_a_bar_for_the_epoch_under_way() -> None:
    out = io.StringIO()
    shown = _display.Bars(tqdm, out)
    shown.trainingStarted(2, 1000)
    shown.examplesDone(1, 400)
    assert "epoch 1/2:  40%" in out.getvalue()
    shown.epochDone(dict(METRICS))
    assert "epoch 1/2  loss 0.5000  validation AUC 0.7500, log loss 0.4000" in out.getvalue()
    shown.ended("interrupted")
    assert out.getvalue().endswith("Training interrupted.\n")


def test_a_notebook_has_a_table_that_grows() -> None:
    class Handle:
        updates = 0

        def update(self, made: dict[str, str], raw: bool) -> None:
            assert raw and "Training " in made["text/plain"] and "<b>Training</b>" in made["text/html"]
            self.updates += 1

    handle = Handle()
    shown = _display.NotebookTable(lambda made, raw, display_id: handle)
    assert "reading and encoding the rows" in shown._repr_html_()
    shown.recipeChosen(7, ["<b>=1"])
    shown.trainingStarted(2, 1000)
    shown.examplesDone(1, 500)
    assert handle.updates == 3
    page = shown._repr_html_()
    assert "epoch 1 of 2" in page and 'value="0.2500"' in page and "&lt;b&gt;=1" in page
    unvalidated = {**METRICS, "validationAuc": math.nan, "validationLogLoss": math.nan}
    shown.epochDone(unvalidated)
    assert "validationAuc" not in shown._repr_html_() and "50,000" in shown._repr_html_()
    shown.finished(1)
    assert "done in 0:00, best epoch 1" in shown._repr_html_()
    assert repr(shown).endswith("Training done in 0:00, best epoch 1.")


def test_styles_hold_for_our_own_elements_alone() -> None:
    rules = [rule.strip() for rule in _display.STYLE.split("}") if rule.strip()]
    for rule in rules:
        for selector in rule.split("{")[0].split(","):
            assert selector.startswith(".sparkdeepfm "), selector


def test_long_durations_have_hours() -> None:
    assert [_display._duration(s) for s in (0.4, 61, 3725)] == ["0:00", "1:01", "1:02:05"]


def test_the_summary_shows_itself(model: Any, features: DataFrame) -> None:
    summary = model.stages[-1].summary
    page = summary._repr_html_()
    assert page.startswith('<div class="sparkdeepfm"><style>') and page.count("<tr") == 3
    assert "Validation AUC" in page and 'title="best epoch"' in page
    assert repr(summary).startswith("TrainingSummary: best epoch ")
    unvalidated = small().fit(features).summary
    assert "Validation" not in unvalidated._repr_html_()
    assert repr(unvalidated).endswith("no validation")


def test_the_report_stays_in_a_frame(model: Any, tmp_path: Path) -> None:
    summary = model.stages[-1].summary
    frame = summary.report(height=333)._repr_html_()
    assert frame.startswith("<iframe ") and "height:333px" in frame
    assert "<style" not in frame and "&lt;style" in frame
    summary.writeReport(tmp_path / "report.html")
    assert (tmp_path / "report.html").is_file()
