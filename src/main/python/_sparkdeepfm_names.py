"""Lets PySpark find our classes in a process that has not imported us.

``PipelineModel.load`` looks for the Python class of a Java stage ``io.sparkdeepfm.stage.X`` in a
module ``io.sparkdeepfm.stage``. Nothing can lie below Python's own module ``io``, but names can
stand in ``sys.modules``; these do from the start of the interpreter, by the ``.pth`` file beside
this one, and import the package when they are first asked for a class.
"""

import sys
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """A name that becomes the package's own module on first use."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            import sparkdeepfm  # noqa: F401  # puts its own modules in the place of these
        except ImportError as missing:
            raise AttributeError(name) from missing
        return getattr(sys.modules[self.__name__], name)


def register() -> None:
    """Puts the names there, unless the package has done so."""
    for name in ("io.sparkdeepfm", "io.sparkdeepfm.stage", "io.sparkdeepfm.evaluation"):
        sys.modules.setdefault(name, _Later(name))


register()
