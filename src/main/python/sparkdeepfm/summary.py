"""How a training went."""

from typing import TYPE_CHECKING, Any

from pyspark.ml.wrapper import JavaWrapper

from sparkdeepfm.errors import sentences

if TYPE_CHECKING:
    import pandas

__all__ = ["TrainingSummary"]


class TrainingSummary(JavaWrapper):
    """How a training went; ``model.summary`` of a model that ``fit`` returned."""

    def history(self) -> "pandas.DataFrame":
        """One row per epoch, indexed by ``epoch`` from 1.

        Columns: loss (weighted mean log loss of the training rows, each before its step),
        validationLogLoss and validationAuc (NaN without validation rows), learningRate (of the
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
        """Training rows with label 1."""
        return int(self._call_java("positives"))

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


def _record(java_record: Any) -> dict[str, Any]:
    """The components of a Java record by name."""
    names = [part.getName() for part in java_record.getClass().getRecordComponents()]
    return {name: getattr(java_record, name)() for name in names}
