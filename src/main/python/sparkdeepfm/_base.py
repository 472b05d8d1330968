"""What all stages share: PySpark's wrappers, with checks at once and errors in a sentence."""

import os
from typing import Any, ClassVar, TypeVar, cast

from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param
from pyspark.ml.util import (
    JavaMLReadable,
    JavaMLReader,
    JavaMLWritable,
    JavaMLWriter,
    MLReader,
    MLWriter,
)
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams, JavaTransformer
from pyspark.sql import DataFrame

from sparkdeepfm import _connect, _jvm
from sparkdeepfm._arguments import path_text, spark_frame
from sparkdeepfm.errors import IllegalArgumentError, sentences

T = TypeVar("T")
S = TypeVar("S", bound="JavaStage")
M = TypeVar("M", bound="StageModel")

_WANTED = {
    "toInt": "an integer",
    "toLong": "an integer",
    "toFloat": "a number",
    "toString": "a string",
    "toBoolean": "True or False",
    "toListInt": "a list of integers",
    "toListFloat": "a list of numbers",
    "toListString": "a list of strings",
}


#: Methods of models that Spark Connect's servers give access to.
_GIVEN_BY_SERVERS = {"hasSummary", "numClasses", "numFeatures", "predict", "predictProbability"}
_GIVEN_BY_SERVERS |= {"predictRaw", "toString"}


class JavaStage(JavaParams, JavaMLReadable[Any], JavaMLWritable):
    """A stage whose Params live in Python and whose work is done by a Java object.

    A value is converted and then checked by the Java Param when it is set, not first in ``fit``.
    """

    #: None for as long as a constructor has not come to it; PySpark asks even if it failed before.
    _java_obj: Any = None

    #: Full name of the Java class.
    _java_class: ClassVar[str]

    #: What the last call of the constructor or of ``setParams`` gave.
    _given: dict[str, Any]

    def _create(self: S) -> S:
        """Makes the Java object and sets what the constructor was given."""
        if _connect.is_client():
            _connect.require()
            self._java_obj = self._java_class  # a name is all that PySpark sends
        else:
            self._java_obj = _jvm.new(self._java_class, self.uid)
        return self._set(**self._given)

    def _set(self: S, **values: Any) -> S:
        for name, value in values.items():
            param = self.getParam(name)
            try:
                converted = param.typeConverter(value)
            except TypeError:
                wanted = _WANTED[param.typeConverter.__name__]
                raise TypeError(f"{name} is {value!r}, but must be {wanted}.") from None
            except OverflowError as overflow:
                message = f"{name} is {value!r}, but must {overflow}."
                raise IllegalArgumentError(message) from None
            if self._java_obj is not None and not _connect.is_client():
                with sentences():
                    self._make_java_param_pair(param, converted)
            _connect.require_sendable(name, converted)
            self._paramMap[param] = converted
        return self

    def set(self, param: Param[Any], value: Any) -> None:
        """Sets a Param as its setter does, checked at once."""
        self._shouldOwn(param)
        self._set(**{param.name: value})

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuses to put a value in the place of a Param, which nothing would read."""
        if isinstance(getattr(type(self), name, None), Param) and not isinstance(value, Param):
            setter = f"set{name[0].upper()}{name[1:]}"
            raise AttributeError(
                f"{name} is a Param, which holds no value itself; call {setter}({value!r})."
            )
        super().__setattr__(name, value)

    def _get(self, param: Param[T]) -> T:
        """The value, the default, or what the Java getter says where there is neither."""
        if self.isDefined(param):
            return self.getOrDefault(param)
        if _connect.is_client():
            raise _connect.refusal(f"the getter of {param.name}, which is not set")
        with sentences():
            self._transfer_params_to_java()
            value = _jvm.invoke(self._java_obj, "get" + param.name[0].upper() + param.name[1:])
        if value is not None and param.typeConverter.__name__.startswith("toList"):
            value = list(value)
        return cast(T, value)

    def _get_optional(self, param: Param[T]) -> T | None:
        """The same for a Param whose Java getter returns null where nothing is set."""
        return self._get(param)

    def _ask(self, name: str, *args: Any) -> Any:
        """Calls a Java method whose answer depends on the Params."""
        if _connect.is_client():
            raise _connect.refusal(name)
        with sentences():
            self._transfer_params_to_java()
        return self._call_jobs(name, *args)

    def _call_jobs(self, name: str, *args: Any) -> Any:
        """As ``_call_java``, for a Java method that runs Spark jobs: an interrupt ends them."""
        with sentences():
            return _jvm.result_of_jobs(self._java_obj, name, *args)

    def _call_java(self, name: str, *args: Any) -> Any:
        if _connect.is_client() and name not in _GIVEN_BY_SERVERS:
            raise _connect.refusal(name)
        with sentences():
            return super()._call_java(name, *args)

    @classmethod
    def read(cls: type[S]) -> Any:
        """A reader of saved stages of this class."""
        if _connect.is_client():
            return ServerReader(cls)
        return StageReader(cast(Any, cls))

    @classmethod
    def load(cls: type[S], path: "str | os.PathLike[str]") -> S:
        """Loads a stage that was saved here or in Java."""
        return cast(S, cls.read().load(path))

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Saves this stage; a path that is taken is refused, see ``write().overwrite()``."""
        self.write().save(path)

    def write(self) -> Any:
        """A writer of this stage; what it saves can be loaded in Java too."""
        with sentences():
            return ServerWriter(self) if _connect.is_client() else StageWriter(self)


class StageReader(JavaMLReader[S]):
    """PySpark's reader, for classes whose Java name does not follow from the Python name."""

    def load(self, path: "str | os.PathLike[str]") -> S:
        """Loads a stage from a path."""
        with sentences():
            return super().load(path_text(path))

    @classmethod
    def _load_java_obj(cls, clazz: Any) -> Any:
        return _jvm.java_class(clazz._java_class)


class ServerReader(MLReader[S]):
    """A reader that has the server load stages."""

    def __init__(self, wrapper: type[S]) -> None:
        super().__init__()
        self._wrapper = wrapper

    def load(self, path: "str | os.PathLike[str]") -> S:
        """Loads a stage from a path that the server sees."""
        with sentences():
            return cast(S, _connect.load(self._wrapper, path_text(path)))


class StageWriter(JavaMLWriter):
    """PySpark's writer."""

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Saves the stage to a path."""
        with sentences():
            super().save(path_text(path))


class ServerWriter(MLWriter):
    """A writer that has the server save the stage."""

    def __init__(self, instance: JavaStage) -> None:
        super().__init__()
        self._instance = instance

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Saves the stage to a path that the server sees."""
        writer = _connect.server_writer(self._instance)
        if self.shouldOverwrite:
            writer.overwrite()
        with sentences():
            writer.save(path_text(path))


class StageEstimator(JavaStage, JavaEstimator[M]):
    """A stage that is fitted."""

    _model_class: ClassVar[Any]

    def _create_model(self, java_model: Any) -> M:
        return cast(M, self._model_class(java_model))

    def _fit(self, dataset: DataFrame) -> M:
        spark_frame(dataset, f"{type(self).__name__}.fit")
        with sentences():
            return super()._fit(dataset)

    def _fit_java(self, dataset: DataFrame) -> Any:
        self._transfer_params_to_java()
        return _jvm.call(self._java_obj, "fit", dataset._jdf)


class StageTransformer(JavaStage, JavaTransformer):
    """A stage that adds columns."""

    def _transform(self, dataset: DataFrame) -> DataFrame:
        spark_frame(dataset, f"{type(self).__name__}.transform")
        with sentences():
            return super()._transform(dataset)


class StageModel(StageTransformer, JavaModel):
    """A stage that was fitted."""


class StageEvaluator(JavaStage, JavaEvaluator):
    """A number for a DataFrame of scored rows."""

    def _evaluate(self, dataset: DataFrame) -> float:
        spark_frame(dataset, f"{type(self).__name__}.evaluate")
        if _connect.is_client():
            with sentences():
                return float(super()._evaluate(dataset))
        return float(self._ask("evaluate", dataset))

    def isLargerBetter(self) -> bool:
        """Whether a search takes the model with the largest value."""
        if _connect.is_client():
            return self._larger_is_better()
        return bool(super().isLargerBetter())

    def _larger_is_better(self) -> bool:
        """The same without Java."""
        return False
