"""Class comments of Java sources as Python docstrings."""

import re
import textwrap
from pathlib import Path


def class_comment(sources: Path, java_class: str) -> str:
    """The Javadoc of a public class as paragraphs of at most 84 characters per line."""
    text = (sources / (java_class.replace(".", "/") + ".java")).read_text(encoding="utf-8")
    pattern = r"/\*\*((?:(?!\*/).)*)\*/\s*(?:@\w+[^\n]*\s*)*public final class"
    found = re.search(pattern, text, re.DOTALL)
    if not found:
        raise ValueError(f"{java_class} has no class comment.")
    lines = [re.sub(r"^\s*\* ?", "", line) for line in found.group(1).splitlines()]
    return "\n\n".join(_paragraphs(" ".join(line.strip() for line in lines)))


def _paragraphs(comment: str) -> list[str]:
    comment = re.sub(r"\{@link\s+([\w.]*)(?:#(\w+))?[^}]*\}", _link, comment)
    comment = re.sub(r"\{@code\s+([^}]*)\}", r"``\1``", comment)
    comment = re.sub(r"</?(?:ul|b|i)>", "", comment)
    comment = comment.replace("&lt;", "<").replace("&gt;", ">").replace("</li>", "")
    return [
        textwrap.fill(part, 84, subsequent_indent="  " if part.startswith("- ") else "")
        for part in map(_collapsed, re.split(r"<p>|(?=<li>)", comment))
        if part
    ]


def _link(match: "re.Match[str]") -> str:
    simple = match.group(1).rsplit(".", 1)[-1]
    return f"``{'.'.join(filter(None, (simple, match.group(2))))}``"


def _collapsed(part: str) -> str:
    return " ".join(part.split()).replace("<li>", "- ").replace("-  ", "- ")
