"""The faults of a process."""

import atexit
import contextlib
import ctypes
import json
import math
import os
import re
import signal
import stat
import sys
import threading
import time

import muse_plugin

name, place, call = os.environ.get("MUSE_FAULT", "none none 0").split()
calls = 0
# The path of the shared memory, as muse has sent it.
memory_path = None


def fault_at(method):
    """Counts the calls of a method, and commits the fault of MUSE_FAULT, "NAME METHOD CALL", in the call that it names.
    Creates the file MUSE_FAULT_SIGN before, so that the test knows that it has happened.

    Returns whether this is the call.
    """
    global calls
    if method != place:
        return False
    calls += 1
    if calls != int(call):
        return False
    open(os.environ["MUSE_FAULT_SIGN"], "w").close()
    FAULTS.get(name, lambda: None)()
    return True


class FaultyServer(muse_plugin.Server):
    def initialize(self, params):
        global memory_path
        memory_path = params["memory"]["path"]
        # Kept open: the path ends with the answer.
        self.file = open(memory_path, "r+b")
        FAULTS["truncate_memory"] = lambda: attempt(os.ftruncate, self.file.fileno(), 0)
        FAULTS["close_memory"] = self.file.close
        FAULTS["unmap_memory"] = self.unmap_memory
        FAULTS["scribble"] = lambda: self.memory.cast("B").__setitem__(slice(None), b"\xff" * self.memory.nbytes)
        if name == "wrong_count":
            # Scores are then in the messages.
            del params["memory"]
        return super().initialize(params)

    def unmap_memory(self):
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        ctypes.CDLL(None).munmap(ctypes.c_void_p(start), ctypes.c_size_t(self.memory.nbytes))
        self.memory[0] = 0

    def answer(self, request):
        # Steps are also requested without a message.
        is_due = request["method"] not in STEPS.values() and fault_at(request["method"])
        answer = super().answer(request)
        return spoiled(answer) if is_due else answer

    def answer_step(self, params):
        answer = super().answer_step(params)
        return {"scores": "AAAAAAAAAAA="} if self.is_due and name == "wrong_count" else answer

    def step(self, words, scores):
        self.is_due = fault_at(STEPS[self.instances[words[0]].kind])
        super().step(words, scores)
        for i in range(words[1] if self.is_due else 0):
            if name == "revive" and scores[i] == -math.inf:
                scores[i] = 0
            elif name in SCORES:
                scores[i] = SCORES[name]


STEPS = {"sampler": "sampler/adjust", "generator": "generator/scores"}
SCORES = {"nan": math.nan, "infinity": math.inf, "exclude_all": -math.inf}


def spoiled(answer):
    """The answer with a fault that lies in it."""
    if name in ("garbage", "null", "nested"):
        return Raw({"garbage": b"\xff\xfe not JSON", "null": b"null", "nested": b"[" * 100_000}[name])
    if name in ("negative", "huge"):
        number = "-9" if name == "negative" else "9000000000000000000"
        parts = re.split(r'("(?:[^"\\]|\\.)*")', json.dumps(answer["result"]))
        result = "".join(part if part.startswith('"') else re.sub(r"[0-9.]+", number, part) for part in parts)
        return Raw(b'{"jsonrpc":"2.0","id":%d,"result":%b}' % (answer["id"], result.encode()))
    return answer


class Raw(bytes):
    """A message as it is sent, valid or not."""


def write(stream, message):
    if not isinstance(message, Raw):
        return write_message(stream, message)
    os.write(stream.fileno(), b"Content-Length: %d\r\n\r\n%b" % (len(message), message))


write_message = muse_plugin.write
muse_plugin.write = write


def hang():
    while True:
        time.sleep(600)


def spin():
    while True:
        pass


def flood(file):
    while True:
        os.write(file, b"nothing but noise, and more of it than anybody can read\n")


def beside(body, *arguments):
    threading.Thread(target=body, args=arguments).start()


def kill(process, signal_number):
    os.kill(process, signal_number)
    hang()


def exit_after(*faults):
    for fault in faults:
        fault()
    time.sleep(0.02)
    os._exit(3)


def ignore_signals():
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    hang()


def attempt(call, *arguments):
    """Calls what the system may refuse."""
    with contextlib.suppress(OSError):
        call(*arguments)


def raise_at_exit():
    raise SystemError("at exit")


def answer_pipe():
    """The descriptor on which muse reads answers: the pipe that is neither standard input nor standard error."""
    known = os.fstat(0).st_ino, os.fstat(2).st_ino
    for file in map(int, os.listdir("/proc/self/fd")):
        try:
            status = os.fstat(file)
        except OSError:
            continue
        if stat.S_ISFIFO(status.st_mode) and status.st_ino not in known:
            return file


def send(text):
    os.write(answer_pipe(), text)


def send_progress(*shares):
    for share in shares:
        text = '{"jsonrpc":"2.0","method":"progress","params":{"share":%s,"words":"\\u001b[31mred"}}' % share
        send(b"Content-Length: %d\r\n\r\n%b" % (len(text), text.encode()))


def fork_and_hang():
    if os.fork() == 0:
        hang()


def leave_daemon():
    if os.fork() != 0:
        return
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    os.closerange(0, 256)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hang()


def eat_memory():
    eaten = []
    while True:
        eaten.append(bytearray(1 << 24))


def overflow():
    sys.setrecursionlimit(1 << 30)
    one, other = [], []
    for _ in range(1_000_000):
        one, other = [one], [other]
    # Compares in C, by recursion.
    one == other


FAULTS = {
    "exit_0": lambda: os._exit(0),
    "exit_3": lambda: os._exit(3),
    "abort": os.abort,
    "segfault": lambda: ctypes.string_at(8),
    "kill": lambda: kill(os.getpid(), signal.SIGKILL),
    "raise_at_exit": lambda: (atexit.register(raise_at_exit), sys.exit(0)),
    "at_exit": lambda: atexit.register(raise_at_exit),
    "hang": hang,
    "spin": spin,
    "stop": lambda: kill(os.getpid(), signal.SIGSTOP),
    "stop_group": lambda: kill(0, signal.SIGSTOP),
    "ignore_signals": ignore_signals,
    "flood_output": lambda: flood(1),
    "flood_errors": lambda: flood(2),
    "flood_beside": lambda: beside(flood, 2),
    "flood_and_exit": lambda: exit_after(lambda: beside(flood, 2)),
    "flood_pipe": lambda: flood(answer_pipe()),
    "half_message": lambda: exit_after(lambda: send(b'Content-Length: 500\r\n\r\n{"jsonrpc":')),
    "long_message": lambda: (send(b"Content-Length: 9999999999999\r\n\r\n{"), hang()),
    "flood_message": lambda: (send(b"Content-Length: 20000000\r\n\r\n"), flood(answer_pipe())),
    "noise": lambda: send(b"Content-Length: 7\r\n\r\n[1, 2]}"),
    "progress": lambda: send_progress("0", "1e-300", "0.5", "-7", "1e300"),
    "memory": eat_memory,
    "stack": overflow,
    "thread": lambda: beside(hang),
    "child_keeps_pipes": lambda: exit_after(fork_and_hang),
    "daemon": leave_daemon,
    "daemon_and_exit": lambda: exit_after(leave_daemon),
    "daemon_and_kill_group": lambda: (leave_daemon(), time.sleep(0.02), kill(0, signal.SIGKILL)),
    "kill_parent": lambda: kill(os.getppid(), signal.SIGKILL),
    "close_input": lambda: os.close(0),
    "close_output": lambda: (os.close(answer_pipe()), hang()),
    "close_all": lambda: os.closerange(0, 256),
    "change_folder": lambda: os.chdir("/"),
    "unlink_memory": lambda: attempt(os.unlink, memory_path),
}
