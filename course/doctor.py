"""`course doctor`: what is present, what is missing, and how to get it, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from packaging.requirements import Requirement
from packaging.version import Version
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course.grading.notice import SEAL_CHECK
from course.grading.sandbox.missing import mend
from course.machine import Machine

State = Literal["present", "optional", "needed"]
PYTHON_FLOOR = (3, 11)
PYTHON_BELOW = (3, 15)
FREE_GIB_NEEDED = 1
FREE_GIB_WISHED = 5
# nbgrader calls alembic, and JupyterHub traefik, by bare name.
PROGRAMS = ("nbgrader", "alembic", "traefik")
REINSTALL = "请在课程文件夹运行 make start 重新安装"
# The extras of the package, what each is for, and whether the two commands need it.
EXTRAS: tuple[tuple[str, str, bool], ...] = (
    ("", "Packages: study", True),
    ("teach", "Packages: teach", True),
    ("hub", "Packages: hub", True),
    ("dev", "Packages: tests", False),
)
# Says what the system refuses; the other check, whether the sandbox seals.
BWRAP_CHECK = (
    "bwrap --unshare-all --unshare-user --uid 1000 --gid 1000 --die-with-parent --new-session --as-pid-1"
    " --cap-drop ALL --ro-bind / / --proc /proc --dev /dev --remount-ro /proc true"
)


@dataclass(frozen=True)
class Finding:
    """One component: `present`, or missing and `optional` or `needed`."""

    component: str
    state: State
    found: str
    remedy: str = ""
    lines: str = ""


def missing(needed: bool) -> State:
    """Returns the state of a component that is not there."""
    return "needed" if needed else "optional"


def examine(machine: Machine | None = None) -> list[Finding]:
    """Returns one finding a component, in the order they are shown."""
    machine = machine or Machine()
    return [
        _python(machine),
        _environment(machine),
        *_packages(machine),
        _programs(machine),
        _disk(machine),
        _debian(machine, "git", ("git",), "git", "版本管理"),
        _debian(machine, "chromium", ("chromium", "chromium-browser"), "chromium", "浏览器测试"),
        _bubblewrap(machine),
        _fonts(machine),
    ]


def _python(machine: Machine) -> Finding:
    version = machine.python()
    text = f"{'.'.join(map(str, version))}（{machine.system()}）"
    if PYTHON_FLOOR <= version[:2] < PYTHON_BELOW:
        return Finding("Python", "present", text)
    return Finding("Python", "needed", text, "请安装 Python 3.11 到 3.14，再重新运行 make start")


def _environment(machine: Machine) -> Finding:
    if place := machine.environment():
        return Finding("Virtual environment", "present", str(place))
    return Finding("Virtual environment", "optional", "没有使用虚拟环境", "请在课程文件夹运行 make start")


def _packages(machine: Machine) -> Iterator[Finding]:
    wanted = [Requirement(line) for line in machine.requirements()]
    if not wanted:
        yield Finding("Packages", "needed", "课程包没有安装", "请在课程文件夹运行 make start")
        return
    for extra, component, needed in EXTRAS:
        yield _group(machine, component, needed, [r for r in wanted if _belongs(r, extra)])


def _belongs(requirement: Requirement, extra: str) -> bool:
    if requirement.marker is None:
        return not extra
    plain = requirement.marker.evaluate({"extra": ""})
    return plain if not extra else not plain and requirement.marker.evaluate({"extra": extra})


def _group(machine: Machine, component: str, needed: bool, wanted: list[Requirement]) -> Finding:
    good, bad = [], []
    for requirement in wanted:
        version = machine.version(requirement.name)
        if version is None:
            bad.append(f"{requirement.name} 没有安装")
        elif not requirement.specifier.contains(Version(version), prereleases=True):
            bad.append(f"{requirement.name} {version} 不符合 {requirement.specifier}")
        else:
            good.append(f"{requirement.name} {version}")
    if bad:
        return Finding(component, missing(needed), "；".join(bad), REINSTALL)
    return Finding(component, "present", ", ".join(good))


def _programs(machine: Machine) -> Finding:
    component = ", ".join(PROGRAMS)
    off_path = [name for name in PROGRAMS if machine.which(name) is None]
    if not off_path:
        return Finding(component, "present", str(machine.which(PROGRAMS[0])).removesuffix(PROGRAMS[0]))
    gone = [name for name in off_path if machine.beside_python(name) is None]
    if gone:
        return Finding(component, "needed", f"没有找到 {'、'.join(gone)}", REINSTALL)
    folder = machine.beside_python(off_path[0])
    # `course` and `make` put the folder on PATH themselves; only a person typing is affected.
    return Finding(
        component,
        "optional",
        f"{'、'.join(off_path)} 不在 PATH 上（course 命令和 make 不受影响）",
        "手工使用前先运行表格下面那一行",
        f'export PATH="{folder.parent if folder else ""}:$PATH"',
    )


def _disk(machine: Machine) -> Finding:
    gib = machine.free_bytes() / 2**30
    text = f"剩余 {gib:.1f} GiB"
    if gib >= FREE_GIB_WISHED:
        return Finding("Free disk", "present", text)
    return Finding("Free disk", missing(gib < FREE_GIB_NEEDED), text, f"请留出至少 {FREE_GIB_WISHED} GiB")


def _debian(machine: Machine, component: str, programs: tuple[str, ...], package: str, use: str) -> Finding:
    for program in programs:
        if place := machine.which(program):
            code, output = machine.run(str(place), "--version")
            text = output.splitlines()[0] if code == 0 and output else str(place)
            return Finding(component, "present", text)
    return Finding(
        component,
        "optional",
        f"没有安装（{use}用）",
        "请运行表格下面那一行",
        f"sudo apt-get install -y {package}",
    )


def _bubblewrap(machine: Machine) -> Finding:
    found = _debian(machine, "bubblewrap", ("bwrap",), "bubblewrap", "隔离评分")
    if found.state != "present":
        return found
    for check in (BWRAP_CHECK.split(), SEAL_CHECK):
        code, output = machine.run(*check)
        if code != 0:
            reason = output.splitlines()[0] if output else f"exit code {code}"
            return Finding("bubblewrap", "optional", f"自检失败：{reason}", *mend(machine))
    return Finding("bubblewrap", "present", f"{found.found}，自检通过")


def _fonts(machine: Machine) -> Finding:
    place = machine.which("fc-list")
    code, output = machine.run(str(place), ":lang=zh", "family") if place else (127, "")
    families = sorted({line.split(",")[0].strip() for line in output.splitlines() if line.strip()})
    if code == 0 and families:
        return Finding("CJK fonts", "present", f"{families[0]} 等 {len(families)} 种")
    return Finding(
        "CJK fonts",
        "optional",
        "没有中文字体（截图、图表导出用）",
        "请运行表格下面那一行",
        "sudo apt-get install -y fonts-noto-cjk",
    )


def exit_code(findings: list[Finding]) -> int:
    """Returns 1 when something needed is missing, 3 when only optional things are, else 0."""
    states = {finding.state for finding in findings}
    return 1 if "needed" in states else 3 if "optional" in states else 0


LABELS: dict[State, str] = {
    "present": "[green]✓ 就绪[/green]",
    "optional": "[yellow]○ 可选，缺少[/yellow]",
    "needed": "[red]✗ 必需，缺少[/red]",
}
SUMMARY = {
    0: "一切就绪。All components are present.",
    1: "缺少必需的组件，请按上面的说明补齐。Needed components are missing.",
    3: "必需的组件都在，只缺可选的。Only optional components are missing.",
}


def render(findings: list[Finding], console: Console | None = None) -> None:
    """Prints the findings as a table, and below it the lines to copy."""
    console = console or Console()
    table = Table(title="课程环境检查 course doctor", title_justify="left", pad_edge=False)
    table.add_column("组件 Component", no_wrap=True)
    table.add_column("状态", no_wrap=True)
    table.add_column("情况", overflow="fold")
    for finding in findings:
        text = escape(finding.found)
        if finding.remedy:
            text += f"\n[bold]→ {escape(finding.remedy)}[/bold]"
        table.add_row(finding.component, LABELS[finding.state], text)
    console.print(table)
    for finding in findings:
        if finding.lines:
            console.print(f"\n[bold]{finding.component}[/bold]：")
            # Not wrapped: the lines are meant to be copied.
            console.print(finding.lines, markup=False, highlight=False, soft_wrap=True)
    console.print(f"\n{SUMMARY[exit_code(findings)]}")
