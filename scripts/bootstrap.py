"""Makes a machine that has only python3 with venv ready to run the project; does nothing when it is.

Steps: refuse an unfit python3 -> install the Debian packages that are missing (as root; else say how) ->
.venv -> the locked packages, by uv, or by pip where uv cannot be had -> the project -> byte-code -> stamp.

The file must parse on any python3 and uses only the standard library.
"""

import sys

OLDEST, TOO_NEW = (3, 11), (3, 15)


def unfit(version):
    """Returns a sentence with the remedy when Python `version` (major, minor) cannot run this, else ''."""
    if OLDEST <= tuple(version[:2]) < TOO_NEW:
        return ""
    return (
        f"this python3 is {version[0]}.{version[1]}, the project needs 3.11 to 3.14: "
        "install one of them with its venv module and name it, as in `make PYTHON=python3.13 start`."
    )


if unfit(sys.version_info):
    sys.exit("bootstrap: " + unfit(sys.version_info))

import compileall
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements.lock"
INPUTS = (
    LOCK,
    "pyproject.toml",
    "scripts/bootstrap.py",
    # An editable install reads the package where it lies, but copies these to Jupyter's places.
    "course/grading/etc/jupyter/nbgrader_config.json",
    "course/lab/package.json",
    "course/lab/schemas/course-lab/plugin.json",
    "course/lab/static/page.css",
    "course/lab/static/remoteEntry.js",
)
# Debian package: programs that show it is there (any of them), else files below / (glob patterns).
PROGRAMS = {"chromium": ("chromium", "chromium-browser"), "bubblewrap": ("bwrap",)}
FILES = {
    "fonts-noto-cjk": "usr/share/fonts/*/noto/NotoSansCJK-Regular.ttc",
    # Playwright's own node program is linked against it; a minimal Debian lacks it.
    "libatomic1": "usr/lib/*/libatomic.so.1",
}
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
Run = Callable[..., None]


class Failed(Exception):
    """A step could not be done; the text is one sentence for the person at the terminal."""


def say(text: str) -> None:
    """Prints one line at once."""
    print(f"bootstrap: {text}", flush=True)


# ---------------------------------------------------------------- Debian packages
def missing_packages(which: Callable[[str], "str | None"], top: Path, distribution: str) -> list[str]:
    """Returns the Debian packages that are missing, by the programs and files they bring.

    `which` finds a program on PATH, `top` is the file system's top, `distribution` the ID of os-release.
    """
    missing = [package for package, names in PROGRAMS.items() if not any(map(which, names))]
    missing += [package for package, pattern in FILES.items() if not any(top.glob(pattern))]
    # Ubuntu has the browser under another name only.
    return [
        "chromium-browser" if (name, distribution) == ("chromium", "ubuntu") else name for name in missing
    ]


def install_packages(packages: list[str], run: Run) -> list[str]:
    """Returns those of `packages` that could not be installed.

    Tries as things are, then with fresh lists, then one by one, so that one bad package costs only itself.
    """
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    attempts = [[packages], [packages], [[package] for package in packages]]
    for number, groups in enumerate(attempts):
        failed: dict[str, Failed] = {}
        for group in groups:
            try:
                run(command + group)
            except Failed as error:
                failed |= dict.fromkeys(group, error)
        if not failed:
            return []
        if number == 0:
            try:
                run(["apt-get", "update", "-qq"])
            except Failed as error:
                say(str(error))
    for error in failed.values():
        say(str(error))
    return list(failed)


def provide_packages(run: Run, root: bool, environ: Mapping[str, str], top: Path = Path("/")) -> None:
    """Installs missing Debian packages as root, else prints the one line to run; never stops the rest."""
    distribution = "unknown"
    release = top / "etc/os-release"
    if release.exists():
        named = re.search(r"^ID=\"?([^\"\n]+)", release.read_text(encoding="utf-8"), re.M)
        distribution = named[1] if named else distribution
    search = environ.get("PATH", os.defpath)
    missing = missing_packages(lambda name: shutil.which(name, path=search), top, distribution)
    if not missing:
        return
    if root and shutil.which("apt-get", path=search):
        say("installing Debian packages: " + " ".join(missing))
        missing = install_packages(missing, run)
    if missing:
        say(f"missing {', '.join(missing)}; what needs them is skipped by name. To get them run:")
        say("    sudo apt-get update && sudo apt-get install -y " + " ".join(missing))


# ---------------------------------------------------------------- Python packages
def pinned(lock: str, name: str) -> str:
    """Returns the lines of `lock` that pin package `name` with its hashes; raises Failed without them."""
    block = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", lock, re.M | re.S)
    if block is None:
        raise Failed(f"{LOCK} does not pin {name}: run `make lock`.")
    return block[0]


def install_locked(venv: Path, installer: str, run: Run) -> str:
    """Installs exactly the locked packages into `venv`; returns who did it, 'uv' or 'pip'.

    `installer`: 'auto' tries uv and falls back to pip; 'uv' or 'pip' allows only that one. Raises Failed.
    """
    if installer not in ("auto", "uv", "pip"):
        raise Failed(f"COURSE_INSTALLER={installer} is unknown: use auto, uv or pip.")
    python = str(venv / "bin" / "python")
    uv = [str(venv / "bin" / "uv"), "pip"]
    pip = [python, "-m", "pip", "install", "--quiet"]
    target = ["--quiet", "--python", python, "--compile-bytecode"]
    project = ["--no-deps", "--no-build-isolation", "-e", "."]
    if installer != "pip":
        try:
            only_uv = venv / "uv.lock.txt"
            only_uv.write_text(pinned((ROOT / LOCK).read_text(encoding="utf-8"), "uv"), encoding="utf-8")
            run([*pip, "--require-hashes", "--no-deps", "-r", str(only_uv)])
            run([*uv, "sync", *target, "--require-hashes", LOCK])
        except Failed as error:
            if installer == "uv":
                raise
            say(f"{error} Falling back to pip, which is slower.")
        else:
            run([*uv, "install", *target, *project])
            return "uv"
    run([*pip, "--compile", "--require-hashes", "-r", LOCK])
    run([*pip, *project])
    return "pip"


def reusable(venv: Path, run: Run) -> bool:
    """Tells whether `venv` runs, has this Python's version and pip, and was made here (by path)."""
    pip = venv / "bin" / "pip"
    if not pip.exists() or str(venv).encode() not in pip.read_bytes()[:300]:
        return False
    check = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        run([str(venv / "bin" / "python"), "-c", check])
    except Failed:
        return False
    return True


def make_venv(venv: Path, run: Run) -> None:
    """Makes `venv` afresh; raises Failed with the remedy when python3 came without venv."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    remedy = f"python3 came without venv: run `sudo apt-get install -y python{version}-venv`, then repeat."
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Failed(remedy)
    say(f"making {venv.name} with Python {version}")
    run([sys.executable, "-m", "venv", "--clear", str(venv)])


# ---------------------------------------------------------------- stamp
def fingerprint(root: Path) -> str:
    """Returns a hash of all that decides what .venv holds: lock, project file, this script, Python, place."""
    digest = hashlib.sha256(f"{root}\0{sys.version}\0".encode())
    for name in INPUTS:
        digest.update((root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def stamped(stamp: Path, wanted: str) -> bool:
    """Tells whether the finished installation recorded in file `stamp` is the `wanted` one."""
    return stamp.exists() and stamp.read_text(encoding="utf-8").startswith(wanted + " ")


def bootstrap(root: Path, environ: Mapping[str, str], run: Run, is_root: bool) -> None:
    """Makes everything ready below `root`; returns quickly when it is. Raises Failed."""
    venv = root / ".venv"
    stamp = venv / ".complete"
    wanted = fingerprint(root)
    provide_packages(run, is_root, environ)
    if stamped(stamp, wanted):
        return
    if reusable(venv, run):
        stamp.unlink(missing_ok=True)
    else:
        make_venv(venv, run)
    say(f"installing the packages of {LOCK}")
    by = install_locked(venv, environ.get("COURSE_INSTALLER", "auto"), run)
    # The editable package is outside site-packages, where the installers do not compile.
    compileall.compile_dir(str(root / "course"), quiet=2)
    stamp.write_text(f"{wanted} {by}\n", encoding="utf-8")
    say(f"ready, installed by {by}")


def clean_environment(environ: Mapping[str, str], certificates: bool) -> dict[str, str]:
    """Returns `environ` for child programs: no foreign import paths, no questions, patience on slow lines.

    `certificates`: the system has a list of its own. uv then trusts that one, as pip and curl do: behind a
    company's proxy uv's built-in list refuses every connection.
    """
    kept = {name: value for name, value in environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    kept.setdefault("UV_HTTP_TIMEOUT", kept.get("PIP_DEFAULT_TIMEOUT", "120"))
    kept.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    if certificates:
        kept.setdefault("UV_SYSTEM_CERTS", "true")
    return kept | {"DEBIAN_FRONTEND": "noninteractive"}


def main() -> int:
    """Returns the exit code: 0 ready, 1 failed with one line that says why."""
    environ = clean_environment(os.environ, CERTIFICATES.exists())

    def run(command: list[str]) -> None:
        # apt-get has no quiet that is quiet; what it says matters only when it fails.
        output = subprocess.PIPE if command[0] == "apt-get" else None
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            check=False,
        )
        if done.returncode:
            shown = " ".join([Path(command[0]).name, *command[1:4]])
            said = (done.stdout or b"").decode(errors="replace").strip().splitlines()[-1:]
            raise Failed(f"`{shown} ...` ended with {done.returncode}. " + " ".join(said))

    place = os.open(ROOT, os.O_RDONLY)
    try:
        # Two commands started at once must not install into one folder together.
        fcntl.flock(place, fcntl.LOCK_EX)
        bootstrap(ROOT, environ, run, is_root=os.geteuid() == 0)
    except (Failed, OSError) as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bootstrap: interrupted; the next call goes on", file=sys.stderr)
        return 130
    finally:
        os.close(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
