"""From raw columns to the features vector: the stages before the classifier."""

from typing import Any, TypeVar

from pyspark.sql import DataFrame

from sparkdeepfm import _connect, _jvm
from sparkdeepfm._arguments import stage
from sparkdeepfm._base import JavaStage, StageEstimator, StageModel, StageTransformer
from sparkdeepfm._generated.field_assembler_params import FieldAssemblerParams
from sparkdeepfm._generated.field_hasher_params import FieldHasherParams
from sparkdeepfm._generated.log_min_max_params import LogMinMaxParams
from sparkdeepfm._generated.log_min_max_scaler_params import LogMinMaxScalerParams
from sparkdeepfm._generated.token_params import TokenParams
from sparkdeepfm._generated.vocabulary_indexer_params import VocabularyIndexerParams
from sparkdeepfm._jvm import ROOT
from sparkdeepfm.errors import sentences

__all__ = [
    "FieldAssembler",
    "FieldHasher",
    "LogMinMaxScaler",
    "LogMinMaxScalerModel",
    "VocabularyIndexer",
    "VocabularyIndexerModel",
]

S = TypeVar("S", bound="_Sharing")
V = TypeVar("V", bound="VocabularyIndexer")


class _Sharing(TokenParams, JavaStage):
    """Stages whose columns can share vocabularies."""

    def setSharedVocabulary(self: S, name: str, *columns: str) -> S:
        """Lets some of ``inputCols``, set before, share one vocabulary.

        May be called once per vocabulary; the result is in ``vocabularies``.
        """
        _connect.refuse("setSharedVocabulary")
        gateway: Any = _jvm.spark_context()._gateway
        names = gateway.new_array(gateway.jvm.java.lang.String, len(columns))
        for position, column in enumerate(columns):
            names[position] = column
        with sentences():
            self._transfer_params_to_java()
            java: Any = self._java_obj
            java.setSharedVocabulary(name, names)
            return self._set(vocabularies=list(java.getVocabularies()))


class VocabularyIndexerModel(_Sharing, StageModel):
    """Vocabularies built by :class:`VocabularyIndexer`.

    Adds an ``int`` column per input column of single values, and a sparse vector column per column
    of several values, which holds the sum of the weights of each token. Both are null where the
    input is null.
    """

    _java_class = f"{ROOT}.stage.VocabularyIndexerModel"

    def vocabularySizes(self) -> dict[str, int]:
        """Number of indices of each vocabulary by name, the unknown included."""
        return dict(self._call_java("vocabularySizes"))

    def tokens(self, vocabulary: str) -> list[str]:
        """Tokens by index; entry 0 is the placeholder ``__unknown``."""
        return list(self._call_java("tokens", vocabulary))

    def counts(self, vocabulary: str) -> list[int]:
        """Number of training cells in which each token stood, by index; entry 0 is 0."""
        return list(self._call_java("counts", vocabulary))

    def vocabulary(self, name: str) -> DataFrame:
        """A vocabulary as rows (vocabulary, index, token, count), the unknown left out."""
        frame: DataFrame = self._call_java("vocabulary", name)
        return frame


class VocabularyIndexer(
    VocabularyIndexerParams, _Sharing, StageEstimator[VocabularyIndexerModel]
):
    __doc__ = VocabularyIndexerParams.__doc__

    _model_class = VocabularyIndexerModel

    def setInitialModel(self: V, model: VocabularyIndexerModel | None) -> V:
        """Sets the model whose vocabularies are extended; None for none.

        It is copied with this stage but not saved with it: for that, save the model and set
        ``initialModelPath``.
        """
        _connect.refuse("setInitialModel")
        if model is not None:
            stage(model, VocabularyIndexerModel, f"{type(self).__name__}.setInitialModel")
        java: Any = self._java_obj
        java.setInitialModel(None if model is None else model._to_java())
        return self


class FieldHasher(FieldHasherParams, _Sharing, StageTransformer):
    __doc__ = FieldHasherParams.__doc__


class LogMinMaxScalerModel(LogMinMaxParams, StageModel):
    """The maxima that :class:`LogMinMaxScaler` found; adds a double column per input column."""

    _java_class = f"{ROOT}.stage.LogMinMaxScalerModel"

    def maxima(self) -> list[float]:
        """Largest value of each input column in the training data, from 0 to its ``clipMax``."""
        return list(self._call_java("maxima"))


class LogMinMaxScaler(LogMinMaxScalerParams, StageEstimator[LogMinMaxScalerModel]):
    __doc__ = LogMinMaxScalerParams.__doc__

    _model_class = LogMinMaxScalerModel


class FieldAssembler(FieldAssemblerParams, StageTransformer):
    __doc__ = FieldAssemblerParams.__doc__
