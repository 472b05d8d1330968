"""What the estimators share that train a DeepFM."""

from typing import Any, TypeVar

from pyspark.sql import DataFrame

from sparkdeepfm import _display, _jvm
from sparkdeepfm._arguments import stage
from sparkdeepfm._base import M, StageEstimator
from sparkdeepfm.progress import Listeners, ProgressListener

T = TypeVar("T", bound="TrainingEstimator[Any]")


class TrainingEstimator(StageEstimator[M]):
    """An estimator whose training can be followed, stopped and begun from a model."""

    #: Whether ``fit`` shows how it goes on; lives in Python alone.
    _verbose = False

    _listener: ProgressListener | None = None

    def _set(self: T, verbose: bool | None = None, **values: Any) -> T:
        if verbose is not None:
            self.setVerbose(verbose)
        return super()._set(**values)

    def setVerbose(self: T, value: bool) -> T:
        """Sets whether ``fit`` shows epochs, loss, validation AUC, examples per second and the
        time left while it trains: a table in a notebook, a bar of tqdm on a terminal where it is
        installed, lines elsewhere. Copied with this estimator but not saved with it.
        """
        if not isinstance(value, bool):
            raise TypeError(f"verbose is {value!r}, but must be True or False.")
        self._verbose = value
        return self

    def getVerbose(self) -> bool:
        """Whether ``fit`` shows how it goes on."""
        return self._verbose

    def setProgressListener(self: T, listener: ProgressListener | None) -> T:
        """Sets who is told how training goes on; None for nobody. Not saved."""
        if listener is not None and not isinstance(listener, ProgressListener):
            raise TypeError(
                "setProgressListener takes a ProgressListener, but got a"
                f" {type(listener).__name__}; derive its class from sparkdeepfm.ProgressListener."
            )
        self._listener = listener
        return self

    def _fit_java(self, dataset: DataFrame) -> Any:
        self._transfer_params_to_java()
        display = _display.choose() if self._verbose else None
        told = [listener for listener in (display, self._listener) if listener is not None]
        tell = Listeners(*told).tell if told else None
        try:
            model = _jvm.fit(self._java_obj, dataset._jdf, tell)
        except BaseException as error:
            if display is not None:
                stopped = isinstance(error, KeyboardInterrupt)
                display.ended("interrupted" if stopped else "failed")
            raise
        if display is not None:
            display.finished(model.summary().bestEpoch())
        return model

    def setInitialModel(self: T, model: Any) -> T:
        """Sets the model that training goes on from, one that this estimator has trained or could
        have; None for none.

        It is copied with this estimator but not saved with it: for that, save the model and set
        ``initialModelPath``.
        """
        if model is not None:
            stage(model, self._model_class, f"{type(self).__name__}.setInitialModel")
        java: Any = self._java_obj
        java.setInitialModel(None if model is None else model._to_java())
        return self
