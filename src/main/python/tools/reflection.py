"""The Params of the Java classes, read by reflection through Py4J."""

import re
from dataclasses import dataclass
from typing import Any

from py4j.protocol import Py4JJavaError

ROOT = "io.sparkdeepfm"

#: How the type is named that has the setters of the Params of the type around it.
SETTERS = "$Setters"

#: Java Param → (Python type, converter).
TYPES = {
    "IntParam": ("int", "toInt"),
    "LongParam": ("int", "toLong"),
    "DoubleParam": ("float", "toFloat"),
    "BooleanParam": ("bool", "toBoolean"),
    "StringArrayParam": ("list[str]", "toListString"),
    "IntArrayParam": ("list[int]", "toListInt"),
    "DoubleArrayParam": ("list[float]", "toListFloat"),
    "Param": ("str", "toString"),
}


@dataclass(frozen=True)
class ParamInfo:
    """One Param.

    ``owner`` is the Java type that declares it, ``setter_owner`` the one that declares the setter,
    which may be a type ``Setters`` in the former; ``choices`` the names that are taken, if these
    are all; ``optional`` whether the Java getter returns null
    where nothing is set.
    """

    name: str
    doc: str
    python_type: str
    choices: tuple[str, ...]
    converter: str
    default: Any
    has_default: bool
    optional: bool
    owner: str
    setter_owner: str


@dataclass(frozen=True)
class StageInfo:
    """A Java class that can be constructed, with its Params by name, and the supertypes of ours."""

    java_class: str
    params: tuple[ParamInfo, ...]
    parents: tuple[str, ...]


def read_stage(jvm: Any, java_class: str) -> StageInfo:
    """What a Java class declares and inherits."""
    instance: Any = jvm
    for part in java_class.split("."):
        instance = getattr(instance, part)
    instance = instance()
    owners = {
        method.getName(): method.getDeclaringClass().getName()
        for method in instance.getClass().getMethods()
        if method.getName().startswith("set") and not method.isBridge()
    }
    params = tuple(_read_param(instance, param, owners) for param in instance.params())
    return StageInfo(java_class, params, parents(jvm, java_class))


def parents(jvm: Any, java_class: str) -> tuple[str, ...]:
    """The supertypes that are ours, in the order of the declaration; base class first."""
    loader = jvm.Thread.currentThread().getContextClassLoader()
    java_type = jvm.java.lang.Class.forName(java_class, True, loader)
    base = java_type.getSuperclass()
    types = ([base] if base is not None else []) + list(java_type.getInterfaces())
    return tuple(t.getName() for t in types if t.getName().startswith(ROOT))


def _read_param(instance: Any, param: Any, owners: dict[str, str]) -> ParamInfo:
    name = param.name()
    python_type, converter = TYPES[param.getClass().getSimpleName()]
    capitalized = name[0].upper() + name[1:]
    has_default = instance.hasDefault(param)
    default: Any = instance.getDefault(param).get() if has_default else None
    if python_type.startswith("list") and has_default:
        default = list(default)
    setter_owner = owners["set" + capitalized]
    return ParamInfo(
        name=name,
        doc=param.doc(),
        python_type=python_type,
        choices=_choices(param.doc()),
        converter=converter,
        default=default,
        has_default=has_default,
        optional=not has_default and _is_null(instance, "get" + capitalized),
        owner=setter_owner.removesuffix(SETTERS),
        setter_owner=setter_owner,
    )


def _choices(doc: str) -> tuple[str, ...]:
    """What stands behind "one of" at the end of a doc, where Java's ``CheckedParams`` puts it."""
    found = re.search(r"\(one of ([\w, ]+)\)$", doc)
    return tuple(found.group(1).split(", ")) if found else ()


def _is_null(instance: Any, method: str) -> bool:
    """By reflection, since Py4J does not see what an interface inherits."""
    found = instance.getClass().getMethod(method, None)
    try:
        return found.invoke(instance, None) is None
    except Py4JJavaError:  # nothing is set and nothing stands in for it
        return False
