"""What to say where the sandbox does not work, and what mends it."""

from __future__ import annotations

from course.machine import Machine

APPARMOR_LINES = """sudo tee /etc/apparmor.d/bwrap >/dev/null <<'EOF'
abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}
EOF
sudo systemctl reload apparmor"""
INSTALL_LINE = "sudo apt-get install -y bubblewrap"


class SandboxMissing(RuntimeError):
    """The sandbox does not seal here, so nothing may be graded; the message is Chinese, with a remedy.

    reason: what went wrong, one line. lines: commands that mend it, to copy; may be empty.
    """

    def __init__(self, reason: str, machine: Machine | None = None) -> None:
        self.reason = reason
        cause, self.lines = mend(machine or Machine())
        remedy = f"请先运行：\n{self.lines}" if self.lines else "请运行 course doctor 查看办法。"
        super().__init__(f"隔离评分不可用（{cause}；{reason}），为了安全没有评分；{remedy}")


def mend(machine: Machine) -> tuple[str, str]:
    """Return why bubblewrap probably does not work here, in Chinese, and the commands that mend it."""
    if machine.which("bwrap") is None:
        return "没有安装 bubblewrap", INSTALL_LINE
    if machine.read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        return "AppArmor 限制了用户命名空间（Ubuntu 24.04 起）", APPARMOR_LINES
    if machine.read("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        return "系统关闭了用户命名空间", "sudo sysctl -w kernel.unprivileged_userns_clone=1"
    if machine.read("/proc/sys/user/max_user_namespaces") == "0":
        return "系统不允许用户命名空间", "sudo sysctl -w user.max_user_namespaces=15000"
    return "容器或内核不允许用户命名空间，请联系管理员放开", ""
