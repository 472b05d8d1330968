"""What a model has learned, in the tokens of its pipeline."""

from typing import Any, cast

from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame

from sparkdeepfm import _jvm
from sparkdeepfm.errors import sentences

__all__ = ["ModelInsight"]


class ModelInsight(JavaWrapper):
    """Embeddings and first-order weights by token, and similar tokens; see ``model.insight``."""

    def embeddings(self) -> DataFrame:
        """The embeddings, a row each: vocabulary, index, token and count (null for buckets and
        numbers, which have none), fields (array of names), embedding (array of D floats).
        """
        return self._frame("embeddings")

    def firstOrderWeights(self) -> DataFrame:
        """The same for the first-order weights: weight (float) in place of embedding."""
        return self._frame("firstOrderWeights")

    def similar(self, vocabulary: str, token: str, k: int) -> DataFrame:
        """The k tokens whose embeddings are nearest to a token's by cosine, nearest first: token,
        index, similarity from -1 to 1, count.

        IllegalArgumentError if the vocabulary or the token is not known, or k is below 1.
        """
        return self._frame("similar", vocabulary, token, k)

    def _frame(self, name: str, *args: Any) -> DataFrame:
        with sentences():
            return cast(DataFrame, _jvm.result_of_jobs(self._java_obj, name, *args))
