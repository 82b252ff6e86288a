/**
 * Writes ../seccomp.json, the system calls a lab host may make. Everything else is refused.
 *
 *   node sandbox/seccomp/generate.mjs            writes the file
 *   node sandbox/seccomp/generate.mjs HEADER     also lists what a kernel header (asm/unistd_64.h)
 *                                                names and nothing here decides on
 *
 * The profile holds for uid 1000 with no capabilities but SETUID and SETGID, and for a user namespace
 * below it in which a whole Docker Engine runs: to the engine's default it adds what namespaces and
 * mounts need. Names unknown to the machine's libseccomp are skipped by runc.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} text */
const words = (text) => text.trim().split(/\s+/);

/** Allowed with any arguments, by what they are for. */
const ALLOWED = {
  'files and directories': `access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3
    faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync
    flock fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 ioctl lchown link linkat lseek
    lstat memfd_create mkdir mkdirat name_to_handle_at newfstatat open openat openat2 pipe pipe2 pread64
    preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv rename renameat
    renameat2 rmdir sendfile splice stat statfs statx symlink symlinkat sync sync_file_range syncfs tee
    truncate umask unlink unlinkat utime utimensat utimes vmsplice write writev cachestat`,
  'extended attributes': `fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr
    listxattrat llistxattr lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat`,
  'file notification': `fanotify_init fanotify_mark inotify_add_watch inotify_init inotify_init1
    inotify_rm_watch`,
  memory: `brk get_mempolicy madvise map_shadow_stack mbind membarrier memfd_secret mincore mlock mlock2
    mlockall mmap mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect
    remap_file_pages set_mempolicy set_mempolicy_home_node`,
  'processes and threads': `arch_prctl clone clone3 execve execveat exit exit_group fork get_robust_list
    get_thread_area getcpu getpgid getpgrp getpid getppid getpriority getrlimit getrusage getsid gettid
    ioprio_get ioprio_set kcmp kill pidfd_getfd pidfd_open pidfd_send_signal prctl prlimit64 process_madvise
    process_mrelease process_vm_readv process_vm_writev ptrace restart_syscall rseq sched_get_priority_max
    sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
    sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
    set_robust_list set_thread_area set_tid_address setpgid setpriority setrlimit setsid sysinfo tgkill times
    tkill uname vfork wait4 waitid`,
  'futexes and signals': `futex futex_requeue futex_wait futex_waitv futex_wake rt_sigaction rt_sigpending
    rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sigaltstack`,
  'users, capabilities, self-restriction': `capget capset getegid geteuid getgid getgroups getresgid getresuid
    getuid landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp setfsgid setfsuid setgid
    setgroups setregid setresgid setresuid setreuid setuid`,
  'waiting and time': `adjtimex alarm clock_adjtime clock_getres clock_gettime clock_nanosleep epoll_create
    epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 getitimer getrandom
    gettimeofday io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit nanosleep pause poll ppoll
    pselect6 select setitimer signalfd signalfd4 time timer_create timer_delete timer_getoverrun timer_gettime
    timer_settime timerfd_create timerfd_gettime timerfd_settime`,
  'communication between processes': `mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink
    msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget`,
  sockets: `accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg
    sendmmsg sendmsg sendto setsockopt shutdown socketpair`,
  'namespaces and mounts, for the engine inside': `chroot fsconfig fsmount fsopen fspick listmount mknod mknodat
    mount mount_setattr move_mount open_tree open_tree_attr pivot_root setdomainname sethostname setns
    statmount umount2 unshare`,
};

/** socket(2) by address family: none of packet, alg, vsock, bluetooth, can, rds, xdp and the like. */
const SOCKET_FAMILIES = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10, AF_NETLINK: 16 };

/** personality(2) by value: the plain ones and the question for the present one. */
const PERSONALITIES = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

/**
 * Answered with ENOSYS, so that programs do without. Keyrings are counted per outer uid over all labs;
 * runc then starts containers without one. io_uring opens paths that this list would not see.
 */
const NOT_THERE = words(
  'add_key io_uring_enter io_uring_register io_uring_setup keyctl request_key',
);
const ENOSYS = 38;

/** Refused, named here so that a new kernel's calls can be told from those somebody decided on. */
const REFUSED =
  words(`_sysctl acct afs_syscall bpf clock_settime create_module delete_module epoll_ctl_old
  epoll_wait_old finit_module get_kernel_syms getpmsg init_module ioperm iopl kexec_file_load kexec_load
  lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr migrate_pages modify_ldt move_pages
  nfsservctl open_by_handle_at perf_event_open putpmsg query_module quotactl quotactl_fd reboot security
  settimeofday swapoff swapon sysfs syslog tuxcall uselib userfaultfd ustat vhangup vserver`);

const allowed = Object.values(ALLOWED).flatMap(words);
const ONLY_SOME = ['socket', 'personality'];
const decided = [...allowed, ...ONLY_SOME, ...NOT_THERE, ...REFUSED];
const twice = decided.filter((name, at) => decided.indexOf(name) !== at);
if (twice.length > 0) throw new Error(`named twice: ${twice.join(' ')}`);

/** @param {number} value */
const equals = (value) => [{ index: 0, value, op: 'SCMP_CMP_EQ' }];

const profile = {
  defaultAction: 'SCMP_ACT_ERRNO',
  // Without 32-bit sub-architectures: their call numbers would need a list of their own.
  archMap: [
    { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
    { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
  ],
  syscalls: [
    ...Object.entries(ALLOWED).map(([comment, names]) => ({
      comment,
      names: words(names),
      action: 'SCMP_ACT_ALLOW',
    })),
    ...Object.entries(SOCKET_FAMILIES).map(([comment, family]) => ({
      comment,
      names: ['socket'],
      action: 'SCMP_ACT_ALLOW',
      args: equals(family),
    })),
    ...PERSONALITIES.map((value) => ({
      comment: `personality 0x${value.toString(16)}`,
      names: ['personality'],
      action: 'SCMP_ACT_ALLOW',
      args: equals(value),
    })),
    { comment: 'not there', names: NOT_THERE, action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
  ],
};

const target = fileURLToPath(new URL('../seccomp.json', import.meta.url));
writeFileSync(target, `${JSON.stringify(profile, null, 1)}\n`);

const header = process.argv[2];
if (header !== undefined) {
  const named = [...readFileSync(header, 'utf8').matchAll(/#define __NR_(\w+)/g)].map(
    (m) => m[1] ?? '',
  );
  const undecided = named.filter((name) => !decided.includes(name));
  console.error(`undecided: ${undecided.join(' ') || 'none'}`);
  console.error(`allowed: ${allowed.length} of ${named.length}`);
}
