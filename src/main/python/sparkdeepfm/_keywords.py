"""Constructors and ``setParams`` that take parameters by name, and say which names there are."""

import difflib
import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def keywords(method: F) -> F:
    """Refuses unknown names, and leaves what the caller gave in ``self._given``.

    The signature alone could not tell a default from a value that the user has set. None counts
    as not given.
    """
    names = [name for name in inspect.signature(method).parameters if name != "self"]

    @wraps(method)
    def checked(self: Any, *args: Any, **given: Any) -> Any:
        stage = type(self).__name__
        if args:
            raise TypeError(f"{stage} takes its parameters by name, as in {stage}({names[0]}=…).")
        for name in given:
            if name not in names:
                raise TypeError(f"{stage} has no parameter '{name}'; {_advice(name, names)}")
        self._given = {name: value for name, value in given.items() if value is not None}
        return method(self, **given)

    return cast(F, checked)


def _advice(name: str, names: Iterable[str]) -> str:
    by_lower_case = {known.lower(): known for known in names}
    near = difflib.get_close_matches(name.lower(), by_lower_case, n=1)
    if near:
        return f"did you mean {by_lower_case[near[0]]}?"
    return f"there are {', '.join(names)}."
