"""Python text for the Params of the Java classes."""

import re
import textwrap

from tools.reflection import ROOT, SETTERS, ParamInfo, StageInfo

#: What a stage has in Python alone: name, type, default, doc.
_VERBOSE = (
    "verbose",
    "bool",
    "False",
    "whether fit shows how training goes on, see setVerbose; not saved",
)
_OWN = {f"{ROOT}.{name}": (_VERBOSE,) for name in ("DeepFMClassifier", "DeepFMRegressor")}

WIDTH = 100
_INDENT = " " * 4


def class_name(java_type: str) -> str:
    """The Python class that holds the Params, or the setters, of a Java type."""
    if java_type.endswith(SETTERS):
        return class_name(java_type.removesuffix(SETTERS)).removesuffix("Params") + "Setters"
    simple = re.split(r"[.$]", java_type)[-1]
    return simple if simple.endswith("Params") else simple + "Params"


def module_name(java_type: str) -> str:
    """The module of that class, as ``deep_fm_params`` of ``DeepFMParams``."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", class_name(java_type))
    return name.lower()


def header(java_type: str) -> str:
    """The comment that says where a file comes from."""
    return (
        f"# Written by tools/generate.py from {java_type}.\n"
        "# Edit that and run src/test/python/run.sh generate.\n"
    )


def render_choices(params: list[ParamInfo]) -> str:
    """The module of the types of Params that take some names and no others."""
    named = {_choice_name(p): p.choices for p in params if p.choices}
    text = header("the Java Params that take some names and no others")
    text += "\nfrom typing import Literal\n\n"
    for name, choices in sorted(named.items()):
        text += _literal_type(name, choices)
    return text


def _choice_name(param: ParamInfo) -> str:
    """The Param's own name, behind that of a stage that declares it for itself."""
    owner = "" if param.owner.endswith("Params") else re.split(r"[.$]", param.owner)[-1]
    return owner + _capitalized(param)


def _literal_type(name: str, choices: tuple[str, ...]) -> str:
    line = f"{name} = Literal[{', '.join(_literal(c) for c in choices)}]\n"
    if len(line) <= WIDTH:
        return line
    return f"{name} = Literal[\n" + "".join(f"    {_literal(c)},\n" for c in choices) + "]\n"


def _accepted(param: ParamInfo) -> str:
    """The type of what a setter takes."""
    if param.choices:
        return f"choices.{_choice_name(param)}"
    return param.python_type.replace("list[", "Sequence[")


def render_setters(java_type: str, params: list[ParamInfo], parents: list[str]) -> str:
    """The module of a Java type that has the setters of Params of other types."""
    doc = f'    """The setters of ``{java_type[len(ROOT) + 1:].removesuffix(SETTERS)}``."""\n'
    sequences = any(param.python_type.startswith("list") for param in params)
    lines = ["from collections.abc import Sequence"] if sequences else []
    lines += ["from typing import TypeVar", ""] if params else []
    modules = [(f"sparkdeepfm._generated.{module_name(p)}", class_name(p)) for p in parents]
    if any(param.choices for param in params):
        lines.append("from sparkdeepfm._generated import choices")
    lines += [f"from {module} import {name}" for module, name in sorted(modules)]
    lines += ["", f'P = TypeVar("P", bound="{class_name(java_type)}")'] if params else []
    text = f"class {class_name(java_type)}{_bases([class_name(p) for p in parents])}:\n"
    parts = "\n".join([doc, *map(_setter, params)])
    return header(java_type) + "\n" + "\n".join(lines) + "\n\n\n" + text + parts


def render_group(
    java_type: str, params: list[ParamInfo], parents: list[str], stage: StageInfo | None, doc: str
) -> str:
    """The module of one Java type: its own Params, and a constructor if there is a ``stage``."""
    body = []
    if stage is not None:
        body.append(f'    _java_class = "{stage.java_class}"\n')
    body += [_declaration(param) for param in params]
    body.append(_constructor(params, stage) if stage is not None else _defaults(params))
    if stage is not None:
        body.append(_set_params(stage))
    for param in params:
        body += [_setter(param)] if param.setter_owner == java_type else []
        body.append(_getter(param))
    bases = [class_name(parent) for parent in parents] or ["JavaStage"]
    text = f"class {class_name(java_type)}{_bases(bases)}:\n"
    parts = "\n".join(filter(None, [doc, *body]))
    return _imports(java_type, params, parents, stage) + text + parts


def _bases(names: list[str]) -> str:
    if len(names) == 1:
        return f"({names[0]})"
    return "(\n" + "".join(f"    {name},\n" for name in names) + ")"


def stage_doc(comment: str, stage: StageInfo) -> str:
    """The docstring of a stage: the Java comment, then each parameter."""
    lines = [*comment.splitlines(), "", "Parameters", "----------"]
    for param in stage.params:
        default = f", default {_literal(param.default)}" if param.has_default else ", optional"
        lines.append(f"{param.name} : {param.python_type}{default}")
        lines += [_INDENT + line for line in textwrap.wrap(param.doc, WIDTH - 9 - len(_INDENT))]
    for name, python_type, value, doc in _OWN.get(stage.java_class, ()):
        lines.append(f"{name} : {python_type}, default {value}")
        lines += [_INDENT + line for line in textwrap.wrap(doc, WIDTH - 9 - len(_INDENT))]
    return _docstring(lines)


def group_doc(java_type: str) -> str:
    """The docstring of a group of Params without a constructor."""
    return f'    """The Params of ``{java_type[len(ROOT) + 1:]}``."""\n'


def _docstring(lines: list[str]) -> str:
    inner = "\n".join((_INDENT + line).rstrip() for line in lines)
    prefix = 'r"""' if "\\" in inner else '"""'
    return f'{_INDENT}{prefix}{inner.strip()}\n{_INDENT}"""\n'


def _imports(
    java_type: str, params: list[ParamInfo], parents: list[str], stage: StageInfo | None
) -> str:
    settable = [param for param in params if param.setter_owner == java_type]
    shown = [*settable, *(stage.params if stage else ())]
    sequences = any(param.python_type.startswith("list") for param in shown)
    lines = ["from collections.abc import Sequence"] if sequences else []
    defaults = stage is None and any(param.has_default for param in params)
    typing = ["Any"] * defaults + ["TypeVar"] * bool(settable or stage)
    lines += [f"from typing import {', '.join(typing)}"] if typing else []
    if params:
        lines += ["", "from pyspark.ml.param import Param, Params"]
    lines += [""] if lines else []
    if not parents:
        lines.append("from sparkdeepfm._base import JavaStage")
    if params:
        lines.append("from sparkdeepfm._converters import Converters")
    if any(param.choices for param in shown):
        lines.append("from sparkdeepfm._generated import choices")
    modules = [(f"sparkdeepfm._generated.{module_name(p)}", class_name(p)) for p in parents]
    lines += [f"from {module} import {name}" for module, name in sorted(modules)]
    if stage is not None:
        lines.append("from sparkdeepfm._keywords import keywords")
    if settable or stage:
        lines += ["", f'P = TypeVar("P", bound="{class_name(java_type)}")']
    return header(java_type) + "\n" + "\n".join(lines) + "\n\n\n"


def _declaration(param: ParamInfo) -> str:
    return (
        f"    {param.name}: Param[{param.python_type}] = Param(\n"
        f"        Params._dummy(),\n"
        f'        "{param.name}",\n'
        f"{_text(param.doc, 8)},\n"
        f"        Converters.{param.converter},\n"
        f"    )\n"
    )


def _text(text: str, indent: int) -> str:
    """A string literal, in several lines where it is long."""
    lines = textwrap.wrap(text, WIDTH - indent - 12, drop_whitespace=False)
    return "\n".join(" " * indent + _literal(line) for line in lines)


def _literal(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _defaults(params: list[ParamInfo]) -> str:
    if not any(param.has_default for param in params):
        return ""
    return (
        "    def __init__(self, *args: Any) -> None:\n"
        "        super().__init__(*args)\n" + _set_default(params)
    )


def _set_default(params: list[ParamInfo]) -> str:
    defaults = [f"            {p.name}={_literal(p.default)},\n" for p in params if p.has_default]
    return f"        self._setDefault(\n{''.join(defaults)}        )\n" if defaults else ""


def _signature(stage: StageInfo) -> str:
    lines = []
    for param in stage.params:
        accepted = _accepted(param)
        if param.has_default and not isinstance(param.default, list):
            lines.append(f"        {param.name}: {accepted} = {_literal(param.default)},\n")
        else:
            lines.append(f"        {param.name}: {accepted} | None = None,\n")
    for name, python_type, default, _ in _OWN.get(stage.java_class, ()):
        lines.append(f"        {name}: {python_type} = {default},\n")
    return "".join(lines)


def _constructor(params: list[ParamInfo], stage: StageInfo) -> str:
    return (
        "    @keywords\n"
        f"    def __init__(\n        self,\n        *,\n{_signature(stage)}    ) -> None:\n"
        "        super().__init__()\n" + _set_default(params) + "        self._create()\n"
    )


def _set_params(stage: StageInfo) -> str:
    return (
        "    @keywords\n"
        f"    def setParams(\n        self: P,\n        *,\n{_signature(stage)}    ) -> P:\n"
        '        """Sets the parameters that are given, by name, as the constructor does."""\n'
        "        return self._set(**self._given)\n"
    )


def _setter_doc(param: ParamInfo) -> str:
    text = f'"""Sets ``{param.name}``: {param.doc}.'
    lines = textwrap.wrap(text, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    if len(lines) == 1 and len(lines[0]) + 3 <= WIDTH - 8:
        return f'        {lines[0]}"""\n'
    return "".join(f"        {line}\n" for line in [*lines, '"""'])


def _setter(param: ParamInfo) -> str:
    accepted = _accepted(param)
    return (
        f"    def set{_capitalized(param)}(self: P, value: {accepted}) -> P:\n"
        f"{_setter_doc(param)}"
        f"        return self._set({param.name}=value)\n"
    )


def _getter(param: ParamInfo) -> str:
    returned = param.python_type + (" | None" if param.optional else "")
    get = "_get_optional" if param.optional else "_get"
    return (
        f"    def get{_capitalized(param)}(self) -> {returned}:\n"
        f'        """The value of ``{param.name}``, or its default."""\n'
        f"        return self.{get}(self.{param.name})\n"
    )


def _capitalized(param: ParamInfo) -> str:
    return param.name[0].upper() + param.name[1:]
