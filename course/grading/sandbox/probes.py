"""What the self-check tries from inside: the source of a cell that lists what should have failed."""

PROBES = r"""
import contextlib, ctypes, errno, os, resource, signal, socket

broken = []


def must_fail(what, action):
    try:
        action()
    except (OSError, MemoryError, ValueError):
        return
    broken.append(what)


def write(path):
    with open(path, "wb") as file:
        file.write(b"x")


def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(2)
        sock.connect(address)


def datagram(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(address)
        sock.send(b"x")
        # Nobody listens in a network of one's own: the answer is a refusal.
        sock.settimeout(0.2)
        sock.recv(1)


def start_a_process():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def grow(path):
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        os.posix_fallocate(fd, 0, RLIMIT + 1)
    finally:
        os.close(fd)


def system(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *arguments) == -1:
        raise OSError(ctypes.get_errno(), "refused")


for path in FILES:
    if os.path.lexists(path):
        broken.append("a file outside can be seen")
    must_fail("a file outside can be read", lambda: open(path, "rb"))
for folder in FOLDERS:
    must_fail("something can be written to " + folder, lambda: write(os.path.join(folder, ".sandbox-probe")))
must_fail("a server on this machine can be reached", lambda: connect(socket.AF_INET, ("127.0.0.1", PORT)))
must_fail("a local socket can be reached", lambda: connect(socket.AF_UNIX, chr(0) + ABSTRACT))
must_fail("a local socket file can be reached", lambda: connect(socket.AF_UNIX, SOCKET))
must_fail("a host can be reached", lambda: connect(socket.AF_INET, ("192.0.2.1", 80)))
must_fail("a datagram can be sent", lambda: datagram(("127.0.0.1", PORT)))
must_fail("the machine's own sockets can be opened", lambda: socket.socket(40, socket.SOCK_STREAM))
must_fail("a process can be started", start_a_process)
must_fail("memory has no limit", lambda: bytearray(2 * MEMORY))
must_fail("files have no limit", lambda: grow(".sandbox-probe"))
must_fail("process 1 can be limited", lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (9, 9)))
for name in ("mem", "environ", "maps"):
    must_fail("process 1 can be read: " + name, lambda: open("/proc/1/" + name, "rb").read(1))
# Root may see the numbers of the open files of process 1, and nothing else of them.
for number in range(64):
    must_fail("a file of process 1 can be seen", lambda: os.readlink(f"/proc/1/fd/{number}"))
    must_fail("a file of process 1 can be taken", lambda: open(f"/proc/1/fd/{number}", "r+b").close())
for name in ("cwd", "root", "exe"):
    must_fail("process 1 can be read: " + name, lambda: os.readlink("/proc/1/" + name))
must_fail("a limit can be raised", lambda: resource.setrlimit(
    resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
must_fail("a name space can be made", lambda: system(UNSHARE, 0x10000000))
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
    with contextlib.suppress(OSError):
        os.kill(1, number)
if sorted(name for name in os.listdir("/proc") if name.isdigit()) != sorted({"1", str(os.getpid())}):
    broken.append("other processes can be seen")
if set(os.environ) & set(VARIABLES):
    broken.append("the environment can be seen")
for folder in ("/work", "/tmp", "/dev/shm"):
    if set(os.listdir(folder)) - {".sandbox-probe"}:
        broken.append("something of an earlier job is left in " + folder)
    write(os.path.join(folder, "left"))
broken = sorted(set(broken))
"""
