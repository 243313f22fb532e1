"""Whether the process that was doing something is still there."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Start times are known to the second, and computed from the boot time, which is rounded too.
_TOLERANCE = timedelta(seconds=3)


def running_since(pid: int, moment: datetime) -> bool:
    """Return whether the process is alive and was there at that moment already.

    A process that is younger has only been given the number of one that is gone.
    """
    if pid <= 0:
        return False
    started = _started_at(pid)
    return started is not None and started <= moment + _TOLERANCE


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def _started_at(pid: int) -> datetime | None:
        """Return when a live process started, or None if there is none."""
        query_limited_information, still_active, access_denied = 0x1000, 259, 5
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(query_limited_information, False, pid)
        if not handle:
            return datetime.min.replace(tzinfo=UTC) if ctypes.get_last_error() == access_denied else None
        try:
            code = wintypes.DWORD()
            times = [wintypes.FILETIME() for _ in range(4)]
            kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
            kernel.GetProcessTimes(wintypes.HANDLE(handle), *(ctypes.byref(time) for time in times))
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))
        if code.value != still_active:
            return None
        ticks = (times[0].dwHighDateTime << 32) + times[0].dwLowDateTime  # of 100 ns, since 1601
        return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)

else:

    def _started_at(pid: int) -> datetime | None:
        """Return when a live process started, or None if there is none."""
        try:
            os.kill(pid, 0)
        except PermissionError:
            pass  # alive, and another user's
        except (ProcessLookupError, OverflowError):
            return None
        return _from_proc(pid) if Path("/proc/stat").exists() else _from_ps(pid)


def _from_proc(pid: int) -> datetime | None:
    try:
        # The name of the program stands in brackets and may hold blanks and brackets itself.
        state, *fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        boot = next(s for s in Path("/proc/stat").read_text().splitlines() if s.startswith("btime "))
    except FileNotFoundError:
        return None
    if state in "ZX":
        return None
    seconds = int(fields[18]) / os.sysconf("SC_CLK_TCK")
    return datetime.fromtimestamp(int(boot.split()[1]) + seconds, UTC)


def _from_ps(pid: int) -> datetime | None:
    """Ask `ps`, as macOS has no /proc; `etime` is [[days-]hours:]minutes:seconds in every locale."""
    answer = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,etime=", "-p", str(pid)],
        capture_output=True,
        text=True,
        timeout=5,
        check=False,
    ).stdout.split()
    if len(answer) != 2 or answer[0].startswith("Z"):
        return None
    days, _, clock = answer[1].rpartition("-")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return datetime.now(UTC) - timedelta(days=int(days or 0), seconds=seconds)
