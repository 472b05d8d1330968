"""Which fields a model needs."""

from pyspark.sql import DataFrame

from sparkdeepfm import _jvm
from sparkdeepfm._arguments import spark_frame, stage
from sparkdeepfm.classification import DeepFMClassificationModel
from sparkdeepfm.errors import sentences
from sparkdeepfm.regression import DeepFMRegressionModel

__all__ = ["PermutationImportance"]


class PermutationImportance:
    """How much worse a model's predictions get when the values of one field are permuted.

    Values are permuted within blocks of up to 8,192 rows of a partition, so shuffle rows first
    that are sorted by a field. One pass over the data per repeat, for all fields.

    Parameters
    ----------
    metric : str, optional
        of a classifier auc, the default, or logLoss; of a regression error alone, its RMSE or, with
        Poisson loss, its mean deviance
    numRepeats : int
        passes over the data, each with other permutations; at least 1
    seed : int
        the same seed and partitions give the same result
    """

    def __init__(
        self, *, metric: str | None = None, numRepeats: int = 5, seed: int = 42
    ) -> None:
        self._java_obj = _jvm.new(f"{_jvm.ROOT}.PermutationImportance")
        with sentences():
            if metric is not None:
                self._java_obj.setMetric(metric)
            self._java_obj.setNumRepeats(numRepeats).setSeed(seed)

    def run(
        self, model: DeepFMClassificationModel | DeepFMRegressionModel, dataset: DataFrame
    ) -> DataFrame:
        """The importance of each field, the most important first.

        Columns: field (the name of the user's column where the stages before the model told it),
        importance (mean loss of the metric: a fall of the AUC or a rise of the log
        loss or error), stddev over the repeats (null with one), baseline (the metric without permutation).
        The dataset has the features column that the model reads, and its label and weight columns.
        """
        stage(
            model,
            (DeepFMClassificationModel, DeepFMRegressionModel),
            "PermutationImportance.run",
        )
        spark_frame(dataset, "PermutationImportance.run")
        with sentences():
            result = _jvm.call(self._java_obj, "run", model._to_java(), dataset._jdf)
        return DataFrame(result, dataset.sparkSession)
