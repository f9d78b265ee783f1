"""The system calls that cells may not make, as a filter that the kernel applies to the child for good.

What is refused has one of three reasons: it starts a process (one is all there ever is, and its address space
bounds its memory); it keeps something that no limit counts or that outlives the process (System V memory,
message queues, keyrings, anonymous files); or it acts on another process or on the kernel at large.
Numbers: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_LOW, _FIRST_HIGH = 0, 4, 16, 20
_CLONE_THREAD = 0x00010000
_X32_BIT = 0x40000000
# Local sockets and the two families of the internet, which lead nowhere in a network of one's own.
_FAMILIES = (1, 2, 10)

# name: (x86_64, aarch64), None where the machine lacks it.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    "fork": (57, None), "vfork": (58, None), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "move_pages": (279, 239),
    "migrate_pages": (256, 238), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setparam": (142, 118), "sched_setscheduler": (144, 119), "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "semget": (64, 190), "semctl": (66, 191), "semop": (65, 193), "msgget": (68, 186), "msgctl": (71, 187),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "mq_open": (240, 180), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "personality": (135, 92), "fanotify_init": (300, 262),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "vmsplice": (278, 75),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "quotactl": (179, 60),
}  # fmt: skip
_CLONE, _CLONE3, _SOCKET, _SOCKETPAIR, _PRLIMIT = (56, 220), (435, 435), (41, 198), (53, 199), (302, 261)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


class NoFilter(RuntimeError):
    """The system cannot filter system calls; the message is one English line."""


def program(machine: str) -> bytes:
    """Return the filter for a machine such as "x86_64".

    Raises:
        NoFilter: the machine is not known.
    """
    if machine not in _MACHINES:
        raise NoFilter(f"no list of system calls for {machine}")
    which, architecture = _MACHINES[machine]
    allow, refuse = _step(_RETURN, _ALLOW), _step(_RETURN, _REFUSE | errno.EPERM)
    absent = _step(_RETURN, _REFUSE | errno.ENOSYS)
    steps = [_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, architecture, 1, 0), refuse, _step(_LOAD, _NUMBER)]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32_BIT, 0, 1), refuse]
    for numbers in REFUSED.values():
        number = numbers[which]
        if number is not None:
            steps += [_step(_EQUAL, number, 0, 1), refuse]
    # glibc tries clone3 first, whose flags a filter cannot see, and then clone.
    steps += [_step(_EQUAL, _CLONE3[which], 0, 1), absent]
    steps += [_step(_EQUAL, _CLONE[which], 0, 4), _step(_LOAD, _FIRST_LOW)]
    steps += [_step(_ANY_BIT, _CLONE_THREAD, 0, 1), allow, refuse]
    for call in (_SOCKET, _SOCKETPAIR):
        tests = [_step(_EQUAL, family, len(_FAMILIES) - place, 0) for place, family in enumerate(_FAMILIES)]
        steps += [_step(_EQUAL, call[which], 0, len(tests) + 3), _step(_LOAD, _FIRST_LOW), *tests]
        steps += [refuse, allow]
    # A limit of another process; 0 is the caller itself.
    steps += [_step(_EQUAL, _PRLIMIT[which], 0, 4), _step(_LOAD, _FIRST_LOW), _step(_EQUAL, 0, 0, 1)]
    steps += [allow, refuse, allow]
    return b"".join(steps)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def seal() -> None:
    """Return when the filter holds for this process and all its threads to come.

    Raises:
        NoFilter: the kernel refuses it.
    """
    steps = program(os.uname().machine)
    libc = ctypes.CDLL(None, use_errno=True)
    filter_ = _Program(len(steps) // 8, steps)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise NoFilter("the kernel refuses no_new_privs")
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filter_), 0, 0) != 0:
        raise NoFilter(f"the kernel refuses the filter: {os.strerror(ctypes.get_errno())}")
