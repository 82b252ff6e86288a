#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Read before anything is passed on: a flood makes few and large messages, an echo is alone. */
enum { READ_MAX = 64 * 1024 };
/* What the kernel holds of a terminal's output; after the end of the shell no more than that is its own. */
enum { KERNEL_MAX = 128 * 1024 };
/* The kernel passes the last output on in its own time. */
enum { DRAIN_MS = 100 };
/* For somebody who wants to see how it ended. */
enum { LINGER_MS = 10 * 60 * 1000 };

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void terminal_resize(struct terminal *terminal, uint16_t cols, uint16_t rows) {
  log_resize(&terminal->log, cols, rows);
  pty_resize(&terminal->pty, cols, rows);
}

static void detach(struct terminal *terminal, size_t index) {
  attachment_close(terminal->attachments[index]);
  terminal->attachment_count--;
  memmove(terminal->attachments + index, terminal->attachments + index + 1,
          (terminal->attachment_count - index) * sizeof *terminal->attachments);
}

static void attach(struct terminal *terminal, int listener) {
  int control = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (control < 0) return;
  struct ucred peer;
  socklen_t length = sizeof peer;
  /* The socket has no file with permissions: any process of the lab's network can come. */
  bool welcome = getsockopt(control, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
                 peer.uid == geteuid();
  struct attachment *attachment = welcome ? attachment_open(control) : NULL;
  if (attachment == NULL) {
    close(control);
    return;
  }
  if (terminal->attachment_count == ATTACHMENTS_MAX) detach(terminal, 0);
  terminal->attachments[terminal->attachment_count++] = attachment;
}

/* How much may be read from the shell now: it waits for the latest who has said how far it may go. */
static size_t room(const struct terminal *terminal) {
  const struct log *log = &terminal->log;
  for (size_t i = terminal->attachment_count; i-- > 0;) {
    const struct attachment *attachment = terminal->attachments[i];
    if (!attachment->granting || !attachment->following) continue;
    /* Never so far that it would be left behind, whatever it says. */
    uint64_t limit = (attachment->output_left > 0 ? attachment->sending : attachment->at) + LOG_BYTES;
    if (limit > attachment->grant) limit = attachment->grant;
    if (limit <= log->end) return 0;
    return limit - log->end < READ_MAX ? (size_t)(limit - log->end) : READ_MAX;
  }
  return READ_MAX;
}

/* What is left of the last output after the end of the shell. */
struct drain {
  size_t bytes;
  int64_t until;
};

static void complete(struct terminal *terminal) {
  terminal->complete = true;
  pty_close(&terminal->pty);
}

static void read_shell(struct terminal *terminal, struct drain *drain) {
  uint8_t bytes[READ_MAX];
  size_t limit = room(terminal);
  if (terminal->ended && limit > drain->bytes) limit = drain->bytes;
  size_t length = 0;
  ssize_t count = 0;
  while (length < limit) {
    count = read(terminal->pty.master, bytes + length, limit - length);
    if (count <= 0) break;
    length += (size_t)count;
  }
  if (length > 0) log_append(&terminal->log, bytes, length);
  if (!terminal->ended) return;
  drain->bytes -= length;
  bool hung_up = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
  bool late = count < 0 && now_ms() >= drain->until;
  if (hung_up || late || drain->bytes == 0) complete(terminal);
}

static bool write_shell(struct terminal *terminal, struct attachment *attachment) {
  ssize_t count =
      write(terminal->pty.master, attachment->typed.bytes, attachment->typed.length);
  return count <= 0 || attachment_took(attachment, (size_t)count);
}

/* Nobody reads what is typed any more. */
static bool swallow(struct attachment *attachment) {
  size_t length = attachment->typed.length;
  return length == 0 || attachment_took(attachment, length);
}

static void on_signal(struct terminal *terminal, int signals, struct drain *drain) {
  struct signalfd_siginfo signal;
  while (read(signals, &signal, sizeof signal) == sizeof signal) {
    /* As a terminal that is closed: the kernel hangs up on all that run in it. */
    if (signal.ssi_signo != SIGCHLD) _exit(0);
  }
  if (!terminal->ended && pty_reap(&terminal->pty, &terminal->exit_code)) {
    terminal->ended = true;
    *drain = (struct drain){.bytes = KERNEL_MAX, .until = now_ms() + DRAIN_MS};
  }
}

static int watch_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Where each is in the list of what is waited for. */
enum { SIGNALS, LISTENER, SHELL, FIRST };

static struct pollfd interest(int fd, short events) {
  return (struct pollfd){.fd = events == 0 ? -1 : fd, .events = events};
}

static bool serve_attachment(struct terminal *terminal, struct attachment *attachment,
                             const struct pollfd polls[2]) {
  if (attachment->in < 0) {
    return polls[0].revents == 0 || attachment_greet(attachment, terminal);
  }
  /* The program says nothing more; it ends. */
  if (polls[0].revents != 0) return false;
  if (polls[1].revents != 0 && !attachment_read(attachment, terminal)) return false;
  return true;
}

int terminal_serve(struct terminal *terminal, int listener) {
  struct drain drain = {0};
  int signals = watch_signals();
  if (signals < 0) return 1;
  for (;;) {
    struct pollfd polls[FIRST + 3 * ATTACHMENTS_MAX];
    size_t count = terminal->attachment_count;
    bool typed = false;
    for (size_t i = 0; i < count; i++) {
      struct attachment *attachment = terminal->attachments[i];
      struct pollfd *poll = polls + FIRST + 3 * i;
      poll[0] = interest(attachment->control, POLLIN);
      poll[1] = interest(attachment->in, POLLIN);
      poll[2] = interest(attachment->out, attachment_has_news(attachment, terminal) ? POLLOUT : 0);
      typed = typed || attachment->typed.length > 0;
    }
    bool readable = !terminal->complete && room(terminal) > 0;
    short shell_events = (short)((readable ? POLLIN : 0) | (typed && !terminal->ended ? POLLOUT : 0));
    polls[SIGNALS] = interest(signals, POLLIN);
    polls[LISTENER] = interest(listener, POLLIN);
    polls[SHELL] = interest(terminal->pty.master, shell_events);

    int timeout = -1;
    if (terminal->ended && readable) timeout = DRAIN_MS;
    if (terminal->complete && count == 0) timeout = LINGER_MS;
    int ready = poll(polls, (nfds_t)(FIRST + 3 * count), timeout);
    if (ready < 0 && errno != EINTR) return 1;
    if (ready == 0 && terminal->complete) return 0;

    if (polls[SIGNALS].revents != 0) on_signal(terminal, signals, &drain);
    for (size_t i = 0; i < count; i++) {
      struct attachment *attachment = terminal->attachments[i];
      bool lives = serve_attachment(terminal, attachment, polls + FIRST + 3 * i);
      if (lives && attachment->typed.length > 0) {
        lives = terminal->ended ? swallow(attachment) : write_shell(terminal, attachment);
      }
      if (!lives) attachment->over = true;
    }
    if (readable && !terminal->complete && (polls[SHELL].revents != 0 || terminal->ended))
      read_shell(terminal, &drain);
    for (size_t i = count; i-- > 0;) {
      struct attachment *attachment = terminal->attachments[i];
      if (attachment->over || attachment_is_left_behind(attachment, &terminal->log) ||
          (attachment->out >= 0 && !attachment_write(attachment, terminal)))
        detach(terminal, i);
    }
    if (polls[LISTENER].revents != 0) attach(terminal, listener);
  }
}
