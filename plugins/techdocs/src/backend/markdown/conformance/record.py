"""Asks real MkDocs what every snippet looks like, and writes it beside the snippet as .html. How to run it: README.md."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SNIPPETS = Path(__file__).parent / "fixtures"
ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(.*?)</article>', re.DOTALL)
# Material adds these around what Markdown gave: a heading for pages without one, and the form for feedback.
THEME = re.compile(r"^\s*<h1>[^<]*</h1>")


def config(group: Path) -> str:
    own = group / "mkdocs.yml"
    text = own.read_text() if own.exists() else ""
    if "plugins:" not in text:
        text = "plugins: [techdocs-core]\n" + text
    return f"site_name: Snippets\ndocs_dir: docs\n{text}"


def record(group: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        shutil.copytree(group, site / "docs", ignore=shutil.ignore_patterns("*.html", "mkdocs.yml"))
        # Snippets are looked for from the folder of mkdocs.yml.
        if (group / "_parts").exists():
            shutil.copytree(group / "_parts", site / "_parts")
        (site / "mkdocs.yml").write_text(config(group))
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "mkdocs.yml", "-d", site / "out"],
            check=True,
            cwd=site,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        for snippet in sorted(group.glob("*.md")):
            page = (site / "out" / snippet.stem / "index.html").read_text()
            html = ARTICLE.search(page).group(1)
            has_title = re.search(r"^(# |=+$)|<h1", snippet.read_text(), re.MULTILINE)
            if not has_title:
                html = THEME.sub("", html)
            snippet.with_suffix(".html").write_text(html.strip() + "\n")


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for group in sorted(path for path in SNIPPETS.iterdir() if path.is_dir()):
        if not wanted or group.name in wanted:
            record(group)
            print(group.name)
