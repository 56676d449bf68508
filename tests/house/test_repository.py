"""Is the repository in order? What every contributor may rely on, kept by a machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

from bargaining.cli import docs as generated
from bargaining.readers import seeds
from bargaining.rules import law_page, moves
from bargaining.rules.papers import CATALOGUE

TOP = Path(__file__).resolve().parents[2]
CODE = sorted((TOP / "bargaining").rglob("*.py"))
OURS = [path for path in CODE if "migrations" not in path.parts]
RULES = sorted((TOP / "bargaining" / "rules").glob("*.py"))
TEMPLATES = sorted((TOP / "templates").rglob("*.html"))


def named(path):
    return str(path.relative_to(TOP))


class TestTheCode:
    def test_only_the_edge_of_the_database_commits(self):
        """The accounts library's datastore is ours, and its commit() ends in db.finish()."""
        calls = [
            f"{named(path)}:{number}"
            for path in OURS
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
            if re.search(r"(?<!datastore)\.commit\(", line) and path.name != "db.py"
        ]

        assert calls == []

    @pytest.mark.parametrize("path", OURS, ids=named)
    def test_no_file_is_longer_than_four_hundred_lines(self, path):
        assert len(path.read_text("utf-8").splitlines()) <= 400

    @pytest.mark.parametrize("path", OURS, ids=named)
    def test_no_function_is_longer_than_fifty_lines(self, path):
        tree = ast.parse(path.read_text("utf-8"))
        long = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 50
        ]

        assert long == []

    @pytest.mark.parametrize("path", RULES, ids=named)
    def test_every_public_name_of_the_rules_carries_its_chinese_term(self, path):
        tree = ast.parse(path.read_text("utf-8"))
        bare = [
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not re.search("[\u4e00-\u9fff]", (ast.get_docstring(node) or "").split("\n\n")[0])
        ]

        assert bare == []

    def test_the_state_of_a_case_is_assigned_in_the_projection_only(self):
        assigned = [
            named(path)
            for path in OURS
            if re.search(r"\bcase\.state\s*=[^=]", path.read_text("utf-8"))
        ]

        assert assigned == []

    def test_floats_stay_out_of_the_rules(self):
        floats = [
            f"{named(path)}:{node.lineno}"
            for path in RULES
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, float)
        ]

        assert floats == []

    def test_nothing_speaks_of_a_machine_it_was_written_on(self):
        listed = subprocess.run(
            ["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True
        ).stdout.split("\n")
        # Somebody's folders, and what lock files note of where they loaded from.
        traces = re.compile(r"/home/\w+/|/root/|\"resolved\": |--(extra-)?index-url")
        guilty = [
            name
            for name in listed
            if (TOP / name).suffix in (".py", ".md", ".toml", ".txt", ".yaml", ".html", ".json", "")
            and (TOP / name).is_file()
            and name != "tests/house/test_repository.py"
            and traces.search((TOP / name).read_text("utf-8", errors="ignore"))
        ]

        assert guilty == []


class TestThePages:
    @pytest.mark.parametrize("path", TEMPLATES, ids=named)
    def test_every_template_parses_and_uses_all_it_imports(self, path):
        environment = Environment(autoescape=True)  # only parsed
        tree = environment.parse(path.read_text("utf-8"))
        imported = {
            alias[1] if isinstance(alias, tuple) else alias
            for node in tree.find_all(nodes.FromImport)
            for alias in node.names
        }
        used = {node.name for node in tree.find_all(nodes.Name)}

        assert imported <= used

    def test_every_template_that_is_included_exists(self):
        environment = Environment(loader=FileSystemLoader(TOP / "templates"), autoescape=True)
        for path in TEMPLATES:
            tree = environment.parse(path.read_text("utf-8"))
            for name in meta.find_referenced_templates(tree):
                assert (TOP / "templates" / name).is_file(), name

    def test_no_style_or_script_stands_inline(self):
        inline = re.compile(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"")
        # Mail readers take no style sheet, and know nothing of our pages' policy.
        drawn = [path for path in TEMPLATES if path.parent.name != "mails"]
        guilty = [named(path) for path in drawn if inline.search(path.read_text("utf-8"))]

        assert guilty == []


class TestTheLaw:
    def test_every_rule_has_a_test_that_names_it(self):
        page = generated.pages()["law.md"]
        untested = [line for line in page.splitlines() if line.endswith("| — |")]

        assert untested == []

    def test_the_generated_pages_are_fresh(self):
        for name, text in generated.pages().items():
            assert (TOP / "docs" / name).read_text("utf-8") == text, "run: bargaining docs"

    def test_every_notice_rule_is_on_the_page(self):
        text = (TOP / "bargaining/rules/notices.py").read_text("utf-8")
        text += (TOP / "bargaining/rules/representatives.py").read_text("utf-8")
        written = set(re.findall(r'"([RCPW]-[A-Z-]+)"', text))

        assert written <= set(law_page.rule_ids(seeds.load_law_book()))

    def test_every_paper_a_step_needs_is_in_the_catalogue(self):
        needed = {kind for move in moves.TABLE.values() for kind in (*move.needs, *move.leaves)}

        assert needed <= set(CATALOGUE)


class TestTheDocs:
    def test_decisions_are_numbered_in_order_and_headed_by_their_number(self):
        files = sorted((TOP / "docs" / "adr").glob("*.md"))
        numbers = [int(path.name[:4]) for path in files]

        assert numbers == list(range(1, len(files) + 1))
        for path in files:
            assert path.read_text("utf-8").startswith(f"# {path.name[:4]} ")

    def test_the_glossary_knows_every_move(self):
        words = (TOP / "docs" / "glossary.md").read_text("utf-8")

        for word in ("case", "proposal", "reply", "congress", "filing", "review", "coverage"):
            assert f"| {word} |" in words
