"""No module needs itself, by whatever way round: imports inside functions and `import()` are counted, what only a type checker reads is not."""

import ast
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping

from tests.house.sources import files, python, read, without_comments

Graph = Mapping[str, set[str]]
SAID = re.compile(
    r"""\bimport\s*\(\s*["'`]([^"'`]+)["'`]|\b(?:import|export)\s+(?:[\w$*{},\s]+?\sfrom\s*)?["']([^"']+)["']""",
)


def rings(graph: Graph) -> list[list[str]]:
    """Groups of modules that all reach each other; one that imports itself is a group."""
    reach = {name: _reached(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reach[name] if name in reach[other]))
        for name in graph
        if name in reach[name]
    }
    return [list(group) for group in sorted(groups)]


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead.extend(graph.get(name, ()))
    return seen


def scripts_graph(texts: Mapping[str, str]) -> dict[str, set[str]]:
    return {name: set(_imported(name, text)) & texts.keys() for name, text in texts.items()}


def _imported(name: str, text: str) -> Iterator[str]:
    for later, at_once in SAID.findall(without_comments(text)):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), later or at_once))


def python_graph(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """`from package import name` is an edge to the module of that name where there is one, else to the package."""
    known = {name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): name for name in texts}
    return {module: set(_needed(module, name, texts[name], known.keys())) for module, name in known.items()}


def _needed(module: str, name: str, text: str, known: Collection[str]) -> Iterator[str]:
    package = module if name.endswith("__init__.py") else module.rpartition(".")[0]
    for node in _nodes(ast.parse(text)):
        for each in _named(node, package):
            found = next((wanted for wanted in (each, each.rpartition(".")[0]) if wanted in known), "")
            if found:
                yield found


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _nodes(child)


def _named(node: ast.AST, package: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    base = ".".join([*above, *([node.module] if node.module else [])])
    return [f"{base}.{alias.name}" for alias in node.names]


def _texts(names: list[str]) -> dict[str, str]:
    return {name: read(name) for name in names}


def test_no_script_needs_itself() -> None:
    graph = scripts_graph(_texts(files("static/js/*.js")))
    assert rings(graph) == []
    assert sum(map(len, graph.values())) > len(graph)  # the imports are read


def test_no_module_needs_itself() -> None:
    graph = python_graph(_texts(python()))
    assert rings(graph) == []
    assert sum(map(len, graph.values())) > len(graph)


def test_a_ring_of_scripts_is_seen() -> None:
    one = "js/a/one.js"
    for text in [
        'import { x } from "../b/two.js";',
        'import "../b/two.js";',
        'export { x } from "../b/two.js";',
        'const two = () => import("../b/two.js");',
    ]:
        graph = scripts_graph({one: text, "js/b/two.js": 'import {\n  x,\n} from "../a/one.js";'})
        assert rings(graph) == [[one, "js/b/two.js"]], text
    assert (
        rings(scripts_graph({one: '// import "../b/two.js"', "js/b/two.js": 'import "../a/one.js";'})) == []
    )
    assert rings(scripts_graph({one: 'import "./one.js";'})) == [[one]]


def test_a_ring_of_modules_is_seen() -> None:
    two = "from field import one\n"
    for text in [
        "from field import two",
        "def late():\n    from field.two import x",
        "import field.two",
        "from .two import x",
        "from . import two",
    ]:
        graph = python_graph({"field/__init__.py": "", "field/one.py": text, "field/two.py": two})
        assert rings(graph) == [["field.one", "field.two"]], text
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from field import two"
    assert rings(python_graph({"field/__init__.py": "", "field/one.py": typed, "field/two.py": two})) == []
    assert rings(
        python_graph(
            {"field/a/__init__.py": "from field.a import b", "field/a/b.py": "from field.a import x"}
        )
    ) == [["field.a", "field.a.b"]]
