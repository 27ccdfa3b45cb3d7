"""The words for what binds the program, what the probes try, and who refuses."""

from __future__ import annotations

from secretaire.wording.mark import N_

_OLD_LANDLOCK = N_("the kernel's Landlock is too old for it")

SENTENCES: dict[str, str] = {
    "measure.platform": N_("Confinement by the operating system"),
    "measure.no_new_privileges": N_("No process of the program can gain privileges"),
    "measure.memory_hidden": N_("Other programs cannot read its memory"),
    "measure.seccomp": N_("No network sockets (system call filter)"),
    "measure.landlock_files": N_("Only its own interpreter can be started (Landlock)"),
    "measure.landlock_tcp": N_("No TCP connection (Landlock)"),
    "measure.landlock_abstract_sockets": N_("No abstract sockets (Landlock)"),
    "measure.landlock_signals": N_("No signals to other programs (Landlock)"),
    "missing.kernel_refused": N_("the kernel refused to enforce it"),
    "missing.no_landlock": N_("the kernel has no Landlock, or it is switched off"),
    **{f"missing.landlock_abi_{version}": _OLD_LANDLOCK for version in range(1, 7)},
    "missing.no_libseccomp": N_("the library libseccomp is not installed"),
    "missing.no_seccomp_filter": N_("the kernel has no system call filter"),
    "missing.not_on_this_system": N_("not built for this operating system yet"),
    "probe.tcp": N_("TCP connection"),
    "probe.tcp_ipv6": N_("TCP over IPv6"),
    "probe.udp": N_("UDP datagram"),
    "probe.dns": N_("DNS query"),
    "probe.raw": N_("raw socket"),
    "probe.packet": N_("packet socket"),
    "probe.netlink": N_("netlink socket"),
    "probe.second_thread": N_("socket in a new thread"),
    "probe.inherited_socket": N_("inherited socket"),
    "probe.io_uring": N_("io_uring"),
    "probe.other_process_memory": N_("another process's memory"),
    "probe.shell": N_("starting a shell"),
    "probe.desktop_service": N_("desktop services (D-Bus)"),
    "probe.abstract_socket": N_("abstract socket"),
    "probe.write_file": N_("writing a file"),
    "probe.read_users_files": N_("reading the user's files"),
    "probe.read_system_files": N_("reading system files"),
    "by.seccomp": N_("seccomp"),
    "by.landlock": N_("Landlock"),
    "by.kernel": N_("kernel"),
    "by.no_interface": N_("no interface"),
    "by.closed_at_start": N_("closed"),
    "bound.not_writable": N_("only an administrator could change the file"),
    "bound.leased": N_("a lease was held on the file from before it was hashed: nobody opened it for writing"),
    "bound.hashed_again": N_("read into private memory, and the file still had the same hash afterwards"),
}
