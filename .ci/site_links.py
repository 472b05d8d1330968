"""Makes pages of the files that lie beside docs/, for mkdocs.yml, and text of links that lead to sources."""

import os
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[1]

#: Pages by the file that they are made of.
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
}
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s:]+)(#[^)\s]*)?\)")
JAVA = "# Java classes\n\n[Every public class](api/java/index.html), as Javadoc has it.\n"


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages."""
    for source, page in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_rewritten(text, ROOT)))
    files.append(File.generated(config, "java.md", content=JAVA))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Rewrites the links of a page that lies in docs/."""
    source = page.file.src_uri
    if source in PAGES.values() or source == "java.md":
        return markdown
    return _rewritten(markdown, (ROOT / "docs" / source).parent)


def _rewritten(text: str, folder: Path) -> str:
    def target(found: "re.Match[str]") -> str:
        mark, words, path, anchor = found.groups()
        place = Path(os.path.normpath(folder / path))
        if not place.exists():
            raise ValueError(f"A link leads to '{path}', where nothing is.")
        inside = os.path.relpath(place, ROOT).replace(os.sep, "/")
        if inside in PAGES:
            return f"[{words}]({PAGES[inside]}{anchor or ''})"
        if inside.startswith("docs/") and place.is_file() and place.suffix != ".json":
            return f"{mark}[{words}]({inside.removeprefix('docs/')}{anchor or ''})"
        return f"{words} (`{inside}`)"

    return LINK.sub(target, text)
