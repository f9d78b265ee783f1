"""Attacks of one cell. Each ends in an expression that is True when it succeeded.

Names in capitals are put in front: ROOT the course's folder, PORT a server on this machine, MARK a word that
nothing else is called.
"""

import os

HEAD = "import contextlib, ctypes, os, resource, signal, socket, sqlite3, subprocess, threading, time\n"

READING = {
    "gradebook": "sqlite3.connect(ROOT + '/gradebook.db').execute('select * from grade').fetchall() != []",
    "hidden tests": "'key = 42' in open(ROOT + '/source/ch01/ch01.ipynb').read()",
    "another submission": "open(ROOT + '/submitted/wang/ch01/ch01.ipynb').read().startswith('wang')",
    "by the way up": "os.path.exists('../../../gradebook.db')",
    "searching": """
found = [name for folder, _, names in os.walk(ROOT) for name in names]
'gradebook.db' in found""",
    "environment": "'COURSE_TEST_SECRET' in os.environ",
    "environment of the grader": "b's3cret' in open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "command of the grader": "b'plain_server' in open(f'/proc/{os.getppid()}/cmdline', 'rb').read()",
    "folder of the grader": "os.path.exists(f'/proc/{os.getppid()}/cwd/pyproject.toml')",
    "files of the grader": "any('/' in os.readlink(e.path) for e in os.scandir(f'/proc/{os.getppid()}/fd'))",
    "memory of the grader": """
start = int(open(f'/proc/{os.getppid()}/maps').readline().split('-')[0], 16)
with open(f'/proc/{os.getppid()}/mem', 'rb') as memory:
    memory.seek(start)
    stolen = len(memory.read(64)) == 64
stolen""",
    "other processes": "len([name for name in os.listdir('/proc') if name.isdigit()]) > 3",
    "accounts": "'root' in open('/etc/passwd').read()",
    "the machine": "len(os.listdir('/sys')) > 0",
}

WRITING = {
    "gradebook": """
with sqlite3.connect(ROOT + '/gradebook.db') as book:
    book.execute("update grade set points = 100 where student = 'li'")
book.execute("select points from grade where student = 'li'").fetchone() == (100,)""",
    "hidden tests": """
open(ROOT + '/source/ch01/ch01.ipynb', 'a').write('grade = 100')
True""",
    "another submission": """
open(ROOT + '/submitted/wang/ch01/ch01.ipynb', 'w').write('')
os.path.getsize(ROOT + '/submitted/wang/ch01/ch01.ipynb') == 0""",
    "own submission": """
open(ROOT + '/submitted/li/ch01/ch01.ipynb', 'w').write('better')
True""",
    "a new file": """
open(ROOT + '/planted', 'w').write('x')
True""",
    "deleting": """
os.unlink(ROOT + '/submitted/wang/ch01/ch01.ipynb')
True""",
    "a link": """
os.symlink(ROOT + '/gradebook.db', 'linked')
stolen = os.path.getsize('linked') > 0
os.unlink('linked')
stolen""",
    "a package": """
import course
path = os.path.join(os.path.dirname(course.__file__), 'grading', MARK)
open(path, 'w').write('x')
os.unlink(path)
True""",
}

REACHING = {
    "a server on this machine": "socket.create_connection(('127.0.0.1', PORT), 2).recv(2) == b'hi'",
    "a local socket": """
with socket.socket(socket.AF_UNIX) as local:
    local.connect('\\0' + MARK)
    stolen = local.recv(2) == b'hi'
stolen""",
    "a socket file": """
with socket.socket(socket.AF_UNIX) as local:
    local.connect(ROOT + '/socket')
    stolen = local.recv(2) == b'hi'
stolen""",
    "waking the grader's user": """
os.kill(os.getppid(), 0)
os.getppid() > 1""",
}

PROCESSES = {
    "fork": """
pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)[0] == pid""",
    "many forks": """
pids = []
for _ in range(40):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    pids.append(pid)
len([os.waitpid(pid, 0) for pid in pids]) == 40""",
    "a program": "subprocess.run(['/bin/true']).returncode == 0",
    "a shell escape": "get_ipython().system_raw('true')\n_exit_code == 0",
    "a name space": "os.unshare(0x10000000) is None"
    if hasattr(__import__("os"), "unshare")
    else """
libc = ctypes.CDLL(None, use_errno=True)
pid = os.fork()
if pid == 0:
    os._exit(0 if libc.unshare(0x10000000) == 0 else 1)
os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0""",
    "400 threads": """
stop = threading.Event()
threads = [threading.Thread(target=stop.wait, daemon=True) for _ in range(400)]
try:
    for thread in threads:
        thread.start()
finally:
    stop.set()
True""",
    "more open files": """
resource.setrlimit(resource.RLIMIT_NOFILE, (600, 600))
files = [os.open('/dev/null', os.O_RDONLY) for _ in range(400)]
for fd in files:
    os.close(fd)
True""",
    "limits of the grader": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (900, 900)) is not None",
    "priority of the grader": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5) is None",
}

SPACE = {
    "memory": "len(bytearray(160 * 2**20)) > 0",
    "memory in pieces": """
pieces = [bytes(2**20) + b'x' for _ in range(160)]
len(pieces) == 160""",
    "memory of numpy": """
import numpy
numpy.ones(20 * 2**20).nbytes == 160 * 2**20""",
    "shared memory": """
import mmap
with mmap.mmap(-1, 160 * 2**20) as memory:
    for place in range(0, 160 * 2**20, 2**20):
        memory[place] = 1
True""",
    "anonymous files": """
fds = [os.memfd_create('x') for _ in range(8)]
for fd in fds:
    os.write(fd, bytes(2**20))
    os.close(fd)
True""",
    "segments": """
libc = ctypes.CDLL(None)
segment = libc.shmget(0, 2**20, 0o1600)
libc.shmctl(segment, 0, None)
segment >= 0""",
    "one big file": """
with open(MARK, 'wb') as file:
    for _ in range(40):
        file.write(bytes(2**20))
os.unlink(MARK)
True""",
    "many big files": """
names = [f'{MARK}{number}' for number in range(12)]
try:
    for name in names:
        with open(name, 'wb') as file:
            file.write(bytes(10 * 2**20))
finally:
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
True""",
    "shared memory files": """
path = '/dev/shm/' + MARK
try:
    with open(path, 'wb') as file:
        file.write(bytes(24 * 2**20))
finally:
    os.unlink(path)
True""",
}
if os.geteuid() == 0:
    # An ordinary user may not write there at all.
    SPACE["devices"] = """
path = '/dev/' + MARK
open(path, 'wb').write(b'x')
os.unlink(path)
True"""
