"""How a training went."""

import html
import math
import os
from typing import TYPE_CHECKING, Any, cast

from pyspark.ml.feature import Bucketizer
from pyspark.ml.functions import vector_to_array
from pyspark.ml.linalg import VectorUDT
from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sparkdeepfm import _display, _jvm
from sparkdeepfm._arguments import path_text
from sparkdeepfm.errors import sentences

if TYPE_CHECKING:
    import pandas

__all__ = ["PredictionSummary", "RegressionSummary", "Report", "TrainingSummary"]


class TrainingSummary(JavaWrapper):
    """How a training went; ``model.summary``, also of a model that was saved and loaded."""

    def history(self) -> "pandas.DataFrame":
        """One row per epoch, indexed by ``epoch`` from 1.

        Columns: loss (weighted mean loss of the training rows, each before its step),
        validationLogLoss and validationAuc of a classifier, validationError of a regression (RMSE,
        or mean Poisson deviance with that loss), NaN without validation rows; learningRate (of the
        layers in the last step), seconds (of training alone), examplesPerSecond, computeShare (of
        the workers' time, in which they made steps; the rest is reading and shuffling examples,
        exchange and waiting), rounds (in which parameters were exchanged) and bytesExchanged.
        """
        import pandas

        java: Any = self._java_obj  # directly: PySpark would take records for beans
        rows = [_record(epoch) for epoch in java.history()]
        return pandas.DataFrame(rows).set_index("epoch")

    def bestEpoch(self) -> int:
        """The epoch whose parameters the model has, from 1: the best by the validation rows,
        without such the last.
        """
        return int(self._call_java("bestEpoch"))

    def best(self) -> dict[str, Any]:
        """The row of :meth:`history` of the best epoch."""
        return _record(self._call_java("best"))

    def lastEpoch(self) -> dict[str, Any]:
        """The last row of :meth:`history`."""
        return _record(self._call_java("lastEpoch"))

    def objectiveHistory(self) -> list[float]:
        """Training loss of each epoch."""
        return list(self._call_java("objectiveHistory"))

    def examples(self) -> int:
        """Training rows."""
        return int(self._call_java("examples"))

    def positives(self) -> int:
        """Training rows with label 1; 0 of a regression."""
        return int(self._call_java("positives"))

    def meanLabel(self) -> float:
        """Weighted mean label of the training rows."""
        return float(self._call_java("meanLabel"))

    def validationExamples(self) -> int:
        """Rows validated on after each epoch."""
        return int(self._call_java("validationExamples"))

    def numWorkers(self) -> int:
        """Replicas that trained."""
        return int(self._call_java("numWorkers"))

    def threadsPerWorker(self) -> int:
        """Threads of each."""
        return int(self._call_java("threadsPerWorker"))

    def seconds(self) -> float:
        """Of the whole fit: encoding, training and validation."""
        return float(self._call_java("seconds"))

    def examplesPerSecond(self) -> float:
        """While training, over all epochs, without encoding and validation."""
        return float(self._call_java("examplesPerSecond"))

    def notes(self) -> list[str]:
        """What is suspicious about this training, in sentences; mostly none."""
        return list(self._call_java("notes"))

    def roc(self) -> "pandas.DataFrame":
        """The ROC curve of the validation rows after the best epoch: FPR, TPR; no rows without
        validation rows.
        """
        return _frame_of(self._curves().roc(), ["FPR", "TPR"])

    def calibration(self) -> "pandas.DataFrame":
        """The validation rows after the best epoch in bins of about the same weight, by rising
        probability: probability (mean of what was predicted), positiveRate and weight.
        """
        columns = ["probability", "positiveRate", "weight"]
        return _frame_of(self._curves().calibration(), columns)

    def _curves(self) -> Any:
        java: Any = self._java_obj
        return java.details().curves()

    def plot(self) -> Any:
        """Draws log loss and AUC by epoch and, of the validation rows, ROC curve and calibration;
        a figure of matplotlib.
        """
        from sparkdeepfm import plots

        return plots.training(self)

    def report(self, height: int = 640) -> "Report":
        """The report for a notebook: as the last line of a cell it shows the page, so many pixels
        high, in a frame of its own.
        """
        return Report(self.reportHtml(), height)

    def _repr_html_(self) -> str:
        history = self.history().reset_index()
        facts = {
            "Best epoch": f"{self.bestEpoch()} of {len(history)}",
            "Training rows": f"{self.examples():,}",
            "Positive": f"{self.positives() / self.examples():.2%}",
            "Training speed": f"{self.examplesPerSecond():,.0f} examples/s",
            "Whole fit": f"{self.seconds():,.1f} s",
        }
        best = self.best()
        if not math.isnan(best["validationAuc"]):
            facts = {
                "Validation AUC": f"{best['validationAuc']:.4f}",
                "Validation log loss": f"{best['validationLogLoss']:.4f}",
                **facts,
                "Validation rows": f"{self.validationExamples():,}",
            }
        # No list of terms: the page around may have styles for those, which would win.
        terms = "".join(
            f'<div><div class="name">{name}</div><b>{value}</b></div>'
            for name, value in facts.items()
        )
        notes = "".join(f"<div>{html.escape(note)}</div>" for note in self.notes())
        epochs = cast(list[dict[str, Any]], history.to_dict("records"))
        table = _display.epochs_table(epochs, self.bestEpoch())
        return (
            f'<div class="sparkdeepfm"><style>{_display.STYLE}</style>'
            f'<div class="facts">{terms}</div>{notes}{table}</div>'
        )

    def __repr__(self) -> str:
        best = self.best()
        validated = not math.isnan(best["validationAuc"])
        metric = f"validation AUC {best['validationAuc']:.4f}" if validated else "no validation"
        epochs = len(self.objectiveHistory())
        return f"TrainingSummary: best epoch {self.bestEpoch()} of {epochs}, {metric}"

    def writeReport(self, path: "str | os.PathLike[str]") -> None:
        """Writes the report, one HTML file that needs no other, to a local or Hadoop path.

        Curves by epoch, ROC and calibration of the validation rows, fields, parameters, versions.
        A file that is there is replaced. OSError if nothing can be written there.
        """
        self._call_java("writeReport", path_text(path))

    def reportHtml(self) -> str:
        """The report's page, a whole HTML document; :meth:`report` shows it in a notebook."""
        return str(self._call_java("reportHtml"))

    def warmStart(self) -> list[dict[str, Any]]:
        """What came from an initial model: vocabulary, oldRows (taken over) and newRows (drawn
        from the seed) of each embedding table; empty without an initial model.
        """
        return [_record(table) for table in self._call_java("warmStart").tables()]

    def _call_java(self, name: str, *args: Any) -> Any:
        with sentences():
            return super()._call_java(name, *args)


class Report:
    """A report that shows itself in a notebook, in a frame: its styles stay within."""

    def __init__(self, page: str, height: int) -> None:
        self.page = page
        self.height = height

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="Training report" srcdoc="{html.escape(self.page)}"'
            ' sandbox="allow-same-origin"'  # and so no scripts
            f' style="width:100%;height:{self.height}px;box-sizing:border-box;'
            'border:1px solid currentColor"></iframe>'
        )


class PredictionSummary(JavaWrapper):
    """How good a model's predictions are; what ``model.evaluate`` gives.

    The properties are those of Spark's binary summaries, with weights if ``weightCol`` is set, and
    ``logLoss``, ``normalizedEntropy``, ``calibration`` and ``expectedCalibrationError``.
    """

    @property
    def predictions(self) -> DataFrame:
        """The rows with the columns that the model adds."""
        return self._frame("predictions")

    @property
    def accuracy(self) -> float:
        """Weighted part of the rows whose predicted label is theirs."""
        return float(self._call_java("accuracy"))

    @property
    def areaUnderROC(self) -> float:
        """Area under the ROC curve: exact, ties counted half."""
        return float(self._call_java("areaUnderROC"))

    @property
    def areaUnderPR(self) -> float:
        """Area under the precision-recall curve of ``pr``."""
        return float(self._call_java("areaUnderPR"))

    @property
    def roc(self) -> DataFrame:
        """The ROC curve from (0, 0) to (1, 1): FPR, TPR."""
        return self._frame("roc")

    @property
    def pr(self) -> DataFrame:
        """The precision-recall curve: recall, precision."""
        return self._frame("pr")

    @property
    def precisionByThreshold(self) -> DataFrame:
        """Precision by descending threshold: threshold, precision."""
        return self._frame("precisionByThreshold")

    @property
    def recallByThreshold(self) -> DataFrame:
        """Recall by descending threshold: threshold, recall."""
        return self._frame("recallByThreshold")

    @property
    def fMeasureByThreshold(self) -> DataFrame:
        """F1 by descending threshold: threshold, F-Measure."""
        return self._frame("fMeasureByThreshold")

    @property
    def logLoss(self) -> float:
        """Weighted mean log loss in nats."""
        return float(self._call_java("logLoss"))

    @property
    def normalizedEntropy(self) -> float:
        """Log loss over the entropy of the base rate; NaN unless there are both labels."""
        return float(self._call_java("normalizedEntropy"))

    @property
    def calibration(self) -> float:
        """Predicted over observed positives, best at 1; NaN without positives."""
        return float(self._call_java("calibration"))

    @property
    def expectedCalibrationError(self) -> float:
        """Expected calibration error in ten bins of equal width."""
        return float(self._call_java("expectedCalibrationError"))

    def calibrationBins(self, numBins: int = 10) -> "pandas.DataFrame":
        """The rows in bins of about the same number, by rising probability: probability (mean of
        what was predicted), positiveRate and weight.
        """
        java: Any = self._java_obj
        score = F.col(f"`{java.scoreCol()}`")
        frame = self.predictions
        if isinstance(frame.schema[java.scoreCol()].dataType, VectorUDT):
            score = vector_to_array(score)[1]
        weight = F.lit(1.0) if java.weightCol() is None else F.col(f"`{java.weightCol()}`")
        rows = frame.select(
            score.alias("probability"),
            F.col(f"`{java.labelCol()}`").cast("double").alias("label"),
            weight.cast("double").alias("weight"),
        )
        parts = [i / numBins for i in range(1, numBins)]
        edges = sorted(set(rows.approxQuantile("probability", parts, 0.001)))
        bins = Bucketizer(
            splits=[-math.inf, *edges, math.inf], inputCol="probability", outputCol="bin"
        )
        summed = bins.transform(rows).groupBy("bin").agg(
            F.sum(F.col("weight") * F.col("probability")).alias("p"),
            F.sum(F.col("weight") * F.col("label")).alias("y"),
            F.sum("weight").alias("w"),
        )
        found = summed.where("w > 0").orderBy("bin").collect()
        import pandas

        return pandas.DataFrame(
            [(row.p / row.w, row.y / row.w, row.w) for row in found],
            columns=["probability", "positiveRate", "weight"],
        )

    def plot(self) -> Any:
        """Draws ROC curve and calibration; a figure of matplotlib."""
        from sparkdeepfm import plots

        return plots.prediction(self)

    def _frame(self, name: str) -> DataFrame:
        return cast(DataFrame, self._call_java(name))

    def _call_java(self, name: str, *args: Any) -> Any:
        with sentences():
            return _jvm.result_of_jobs(self._java_obj, name, *args)


def _frame_of(java_records: Any, columns: list[str]) -> "pandas.DataFrame":
    import pandas

    rows = [list(_record(record).values()) for record in java_records]
    return pandas.DataFrame(rows, columns=columns, dtype=float)


class RegressionSummary(JavaWrapper):
    """How good a regression's predictions are; what ``model.evaluate`` gives.

    The properties are those of Spark's ``LinearRegressionSummary``, with weights if ``weightCol`` is
    set, and ``meanPoissonDeviance``.
    """

    @property
    def predictions(self) -> DataFrame:
        """The rows with the columns that the model adds."""
        return cast(DataFrame, self._call_java("predictions"))

    @property
    def residuals(self) -> DataFrame:
        """One column, residuals: label - prediction."""
        return cast(DataFrame, self._call_java("residuals"))

    @property
    def numInstances(self) -> int:
        """Number of rows, whatever their weights."""
        return int(self._call_java("numInstances"))

    @property
    def meanSquaredError(self) -> float:
        """Weighted mean of the squared differences."""
        return float(self._call_java("meanSquaredError"))

    @property
    def rootMeanSquaredError(self) -> float:
        """Root of ``meanSquaredError``, in the units of the label."""
        return float(self._call_java("rootMeanSquaredError"))

    @property
    def meanAbsoluteError(self) -> float:
        """Weighted mean of the absolute differences."""
        return float(self._call_java("meanAbsoluteError"))

    @property
    def r2(self) -> float:
        """Part of the labels' variance that the predictions account for."""
        return float(self._call_java("r2"))

    @property
    def explainedVariance(self) -> float:
        """Weighted mean of (prediction - mean label)², as MLlib defines it."""
        return float(self._call_java("explainedVariance"))

    @property
    def meanPoissonDeviance(self) -> float:
        """Weighted mean Poisson deviance; NaN if a label is below 0 or a prediction not above."""
        return float(self._call_java("meanPoissonDeviance"))

    def _call_java(self, name: str, *args: Any) -> Any:
        with sentences():
            return _jvm.result_of_jobs(self._java_obj, name, *args)


def _record(java_record: Any) -> dict[str, Any]:
    """The components of a Java record by name."""
    names = [part.getName() for part in java_record.getClass().getRecordComponents()]
    return {name: getattr(java_record, name)() for name in names}
