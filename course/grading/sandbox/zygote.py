"""Process 1 of a worker: imports once, then forks a child for each job, and clears up after it.

Runs inside bubblewrap as a script. It never reads a job: the child does, so that nothing of one job is in the
memory that the next child is forked from. A child cannot signal it (process 1 ignores what it does not
handle), trace it (it is not dumpable), or limit it (the filter); its control socket is closed there.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import stat
import sys

PRIVATE = ("/work", "/tmp", "/dev/shm")
# Of one job, in all private folders together: each file costs memory of the kernel that no size counts.
MOST_FILES = 5_000
_LOOK_SECONDS = 0.1
_PR_SET_DUMPABLE = 4


def main(settings: dict[str, object]) -> None:
    """Serve the control socket until its other end closes."""
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    # Python handles this one by itself, and what process 1 handles a child may send.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    path, preload = settings["path"], settings["preload"]
    assert isinstance(path, list) and isinstance(preload, list)
    sys.path.extend(path)
    control = socket.socket(fileno=int(str(settings["control"])))
    os.set_inheritable(control.fileno(), False)

    from course.grading.sandbox import child

    missing = [name for name in preload if not _imported(name)]
    _, fds, _, _ = socket.recv_fds(control, 64, 1)
    child.prepare(*fds)
    _forget_output()
    gc.collect()
    gc.freeze()
    threads = len(os.listdir("/proc/self/task"))
    _clear()
    control.send(json.dumps({"ready": True, "threads": threads, "missing": missing[:50]}).encode())
    empty = _files()
    while True:
        message, fds, _, _ = socket.recv_fds(control, 4096, 2)
        if not message:
            return
        if not message.startswith(b"run ") or len(fds) != 2:
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            child.run(*fds)
        for fd in fds:
            os.close(fd)
        control.send(json.dumps(_follow(pid, control, empty, int(message[4:]))).encode())


def _imported(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001  # a module that only another system has; the child says so if it is needed
        return False
    return True


def _forget_output() -> None:
    """Leave no way from a child to the terminal of whoever started the worker."""
    sink = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(sink, fd)
    os.close(sink)


def _follow(pid: int, control: socket.socket, empty: int, most_threads: int) -> dict[str, object]:
    """Return how the child ended, after everything that it left is gone."""
    ended = os.pidfd_open(pid)
    files = threads = False
    watch = select.poll()
    watch.register(ended, select.POLLIN)
    watch.register(control, select.POLLIN)
    while True:
        ready = [fd for fd, _ in watch.poll(_LOOK_SECONDS * 1000)]
        if control.fileno() in ready:
            order = control.recv(64)
            if order == b"interrupt":
                os.kill(pid, signal.SIGINT)
            elif order == b"kill":
                _kill_all()
            elif not order:
                sys.exit()
        if ended in ready:
            break
        files = files or _files() - empty > MOST_FILES
        # Root's processes and threads are counted by no limit of the kernel.
        threads = threads or _threads(pid) > most_threads
        if files or threads:
            _kill_all()
    os.close(ended)
    _, status, usage = os.wait4(pid, 0)
    _kill_all()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "files": files,
        "threads": threads,
        "clean": _clear() and _files() == empty,
    }


def _kill_all() -> None:
    """Kill every process of this namespace but this one."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def _files() -> int:
    counts = (os.statvfs(folder) for folder in PRIVATE)
    return sum(count.f_files - count.f_ffree for count in counts)


def _threads(pid: int) -> int:
    with open(f"/proc/{pid}/stat", "rb") as file:
        return int(file.read().rpartition(b")")[2].split()[17])


def _clear() -> bool:
    """Return whether the private folders could be made as new; if not, the worker is replaced."""
    try:
        for folder in PRIVATE:
            os.chmod(folder, stat.S_IRWXU)
            for name in os.listxattr(folder):
                os.removexattr(folder, name)
            for entry in os.scandir(folder):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
            os.utime(folder, (0, 0))
    except (OSError, RecursionError):
        return False
    return True


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]))
    except Exception as error:
        # sys.stderr is the cells' by now.
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        raise
