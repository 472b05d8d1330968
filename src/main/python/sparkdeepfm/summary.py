"""How a training went."""

from typing import TYPE_CHECKING, Any, cast

from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame

from sparkdeepfm.errors import sentences

if TYPE_CHECKING:
    import pandas

__all__ = ["PredictionSummary", "RegressionSummary", "TrainingSummary"]


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

    def writeReport(self, path: str) -> None:
        """Writes the report, one HTML file that needs no other, to a local or Hadoop path.

        Curves by epoch, ROC and calibration of the validation rows, fields, parameters, versions.
        A file that is there is replaced. OSError if nothing can be written there.
        """
        self._call_java("writeReport", path)

    def reportHtml(self) -> str:
        """The report's page, as for ``displayHTML`` in a notebook."""
        return str(self._call_java("reportHtml"))

    def warmStart(self) -> list[dict[str, Any]]:
        """What came from an initial model: vocabulary, oldRows (taken over) and newRows (drawn
        from the seed) of each embedding table; empty without an initial model.
        """
        return [_record(table) for table in self._call_java("warmStart").tables()]

    def _call_java(self, name: str, *args: Any) -> Any:
        with sentences():
            return super()._call_java(name, *args)


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

    def _frame(self, name: str) -> DataFrame:
        return cast(DataFrame, self._call_java(name))

    def _call_java(self, name: str, *args: Any) -> Any:
        with sentences():
            return super()._call_java(name, *args)


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
            return super()._call_java(name, *args)


def _record(java_record: Any) -> dict[str, Any]:
    """The components of a Java record by name."""
    names = [part.getName() for part in java_record.getClass().getRecordComponents()]
    return {name: getattr(java_record, name)() for name in names}
