"""Arguments in; an exit code and at most one sentence of complaint out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import filterlab
from filterlab.cli import app as app_module

USAGE_MISTAKES = [
    (["--colour"], "No such option: --colour"),
    (["aply"], "No such command 'aply'"),
    (["apply"], "Missing argument 'IMAGE'"),
    (["apply", "mouse", "-o", "x.png"], "Missing option '--filter'"),
    (["apply", "mouse", "-f", "sobel-x", "-o", "x.png", "--bias", "much"], "Invalid value for '--bias'"),
    (["train"], "Missing option '--output'"),
    (["train", "-o", "x.safetensors", "--epochs", "2.5"], "Invalid value for '--epochs'"),
    (["filters", "-o", "x.png"], "Missing argument 'MODEL'"),
    (["summary"], "Missing argument 'NET|MODEL'"),
    (["demo"], "Missing option '--output'"),
    (["shot", "-o", "x.png"], "Missing argument 'WORKSPACE'"),
]


def run_program(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "filterlab", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("arguments", "words"), USAGE_MISTAKES)
def test_a_mistake_in_the_arguments_is_one_sentence_that_names_the_help(call, arguments, words: str):
    complaint = call(*arguments).complaint
    assert complaint.startswith(words)
    command = " ".join(
        ["filterlab", *(a for a in arguments[:1] if a in ("apply", "train", "filters", "demo"))]
    )
    assert f"(see {command}" in complaint


def test_the_version_is_printed(call):
    answer = call("--version")
    assert (answer.code, answer.out) == (0, f"filterlab {filterlab.__version__}\n")


@pytest.mark.parametrize("command", ["", "gui", "apply", "train", "filters", "summary", "demo", "shot"])
def test_every_command_explains_itself(call, command: str):
    answer = call(*filter(None, [command]), "--help")
    assert answer.code == 0
    # Where a build server asks for colours, help comes with them.
    assert "Usage: filterlab" in re.sub(r"\x1b\[[0-9;]*m", "", answer.out)


def test_a_defect_is_one_sentence_on_stderr_and_a_traceback_in_the_log(call, monkeypatch, tmp_path: Path):
    def defective(_files):
        raise ZeroDivisionError("a wheel came off")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("filterlab.cli.window.open_window", defective)
    answer = call("gui")
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    assert "ZeroDivisionError" in answer.err
    assert "Traceback" not in answer.err
    log = next(tmp_path.rglob("filterlab.log"))
    assert str(log) in answer.err
    assert "a wheel came off" in log.read_text()
    assert "Traceback" in log.read_text()


def test_a_defect_is_told_even_where_no_log_can_be_written(call, monkeypatch, tmp_path: Path):
    def defective(_files):
        raise ZeroDivisionError

    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("filterlab.cli.window.open_window", defective)
    assert str(tmp_path / "filterlab.log") in call("gui").err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (MemoryError, 2)])
def test_an_interruption_and_a_full_memory_end_with_a_sentence(call, monkeypatch, error, code: int):
    def stopped(_files):
        raise error

    monkeypatch.setattr("filterlab.cli.window.open_window", stopped)
    answer = call("gui")
    assert answer.code == code
    assert len(answer.err.splitlines()) == 1


def test_without_a_command_the_window_opens_with_no_files(call, monkeypatch):
    opened = []
    monkeypatch.setattr("filterlab.cli.window.open_window", lambda files: opened.append(files) or 0)
    assert call().code == 0
    assert call("gui", "a.png", "b.csv").code == 0
    assert opened == [[], [Path("a.png"), Path("b.csv")]]


def test_the_window_decides_the_exit_code(call, monkeypatch):
    monkeypatch.setattr("filterlab.cli.window.open_window", lambda _files: 7)
    assert call("gui").code == 7


def test_importing_the_command_line_loads_neither_qt_nor_numpy():
    code = (
        "import sys, filterlab.cli; "
        "heavy = {'PySide6', 'pyqtgraph', 'numpy', 'scipy', 'PIL', 'rich', 'safetensors'}; "
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_commands_without_a_window_load_no_qt(tmp_path: Path):
    code = (
        "import sys; from filterlab.cli import run; "
        "codes = run(['apply', 'mouse', '-f', 'sobel-x', '-o', 'x.npy']), run(['summary', 'tiny']); "
        "import filterlab.cli.train, filterlab.cli.demo, filterlab.cli.filters; "
        "print(codes, sorted({'PySide6', 'pyqtgraph'} & {name.partition('.')[0] for name in sys.modules}))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0) []"


def test_the_program_ends_with_the_exit_code_and_keeps_its_streams_apart(tmp_path: Path):
    done = run_program("apply", "mouse", "-f", "sobel-x", "-o", "x.npy", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith('{"image": "mouse"')
    assert (tmp_path / "x.npy").exists()
    done = run_program("apply", "mouse", "-f", "sobel", "-o", "x.npy", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_a_terminal_without_a_true_minus_sign_does_not_end_the_program(tmp_path: Path):
    command = [sys.executable, "-m", "filterlab", "apply", "mouse", "-f", "sobel-x", "-o", "x.npy"]
    env = {"PATH": "", "PYTHONIOENCODING": "latin-1:strict", "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, encoding="latin-1", timeout=60, env=env, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert r"lowest \u22120.7843" in done.stdout


def test_the_entry_point_of_the_wheel_is_the_same_program():
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="filterlab")
    assert script.value == "filterlab.cli:main"
    assert app_module.app.info.name == "filterlab"
