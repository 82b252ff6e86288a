/*
 * holder: keeps a shell and its terminal, so that both outlive whoever looks at them.
 *
 *   holder open ID NUMBER COLS ROWS PROGRAM [ARGUMENT...]
 *       starts PROGRAM on a terminal of its own, which a process in the background holds, and attaches
 *   holder attach ID NUMBER
 *       attaches: hands its stdin and stdout over to the process that holds the terminal, and ends when
 *       that lets go of them. frames.h has what is said over them. Ends with 69 when there is none.
 *   holder list
 *       prints number and id of every terminal that is held
 *
 * Holders are found by the names of their sockets, which are no files: nothing is left of one that is
 * killed, and nothing can be deleted. They belong to the lab's network namespace.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal.h"

enum { USAGE = 64, UNAVAILABLE = 69, FAILED = 71 };

#define PREFIX "holdfast/terminal/"
enum { ID_MAX = 64 };

static int fail(int code, const char *message) {
  dprintf(2, "holder: %s\n", message);
  return code;
}

static bool is_id(const char *id) {
  size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
  return length > 0 && length <= ID_MAX && id[length] == '\0';
}

/* 0 for what is no number from 1 to `most`. */
static unsigned number_in(const char *text, unsigned most) {
  char *end;
  unsigned long number = strtoul(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == '\0' && number <= most ? (unsigned)number : 0;
}

/* A socket and the address that a terminal has. -1 when there can be none. */
static int name_socket(const char *id, unsigned number, struct sockaddr_un *address,
                       socklen_t *length) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  int name = snprintf(address->sun_path + 1, sizeof address->sun_path - 1, PREFIX "%u/%s", number, id);
  *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)name);
  return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static bool hand_over(int control) {
  int fds[2] = {0, 1};
  char byte = 0;
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof fds)];
  } room = {0};
  struct iovec data = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = &room,
                           .msg_controllen = sizeof room};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof fds);
  memcpy(CMSG_DATA(head), fds, sizeof fds);
  return sendmsg(control, &message, MSG_NOSIGNAL) == 1;
}

static int attach(const char *id, unsigned number) {
  struct sockaddr_un address;
  socklen_t length;
  int control = name_socket(id, number, &address, &length);
  if (control < 0 || connect(control, (struct sockaddr *)&address, length) != 0 ||
      !hand_over(control))
    return fail(UNAVAILABLE, "there is no such terminal");
  /* Whoever reads the other ends sees at once when the holder lets go of them. */
  close(0);
  close(1);
  char byte;
  while (read(control, &byte, 1) < 0 && errno == EINTR) continue;
  return 0;
}

/* In a process of its own, whose parent does not wait for it. */
static void hold(int listener, uint16_t cols, uint16_t rows, char **argv) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd <= 2; fd++) dup2(null, fd);
  setsid();
  signal(SIGPIPE, SIG_IGN);
  struct terminal terminal = {0};
  if (!log_open(&terminal.log)) _exit(FAILED);
  log_resize(&terminal.log, cols, rows);
  if (!pty_start(&terminal.pty, cols, rows, argv)) _exit(FAILED);
  _exit(terminal_serve(&terminal, listener));
}

static int open_terminal(const char *id, unsigned number, uint16_t cols, uint16_t rows, char **argv,
                         char *command) {
  struct sockaddr_un address;
  socklen_t length;
  int listener = name_socket(id, number, &address, &length);
  if (listener < 0) return fail(FAILED, "there can be no socket");
  if (bind(listener, (struct sockaddr *)&address, length) == 0) {
    if (listen(listener, ATTACHMENTS_MAX) != 0) return fail(FAILED, "there can be no socket");
    pid_t child = fork();
    if (child < 0) return fail(FAILED, "there can be no more processes");
    if (child == 0) {
      /* Twice, so that the lab's init is its parent from the start. */
      if (fork() == 0) {
        /* As ps shows it. */
        memcpy(command, "hold", strlen("hold"));
        hold(listener, cols, rows, argv);
      }
      _exit(0);
    }
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
  } else if (errno != EADDRINUSE) {
    return fail(FAILED, "there can be no socket");
  }
  close(listener);
  return attach(id, number);
}

static int list(void) {
  FILE *sockets = fopen("/proc/net/unix", "re");
  if (sockets == NULL) return fail(FAILED, "the sockets cannot be listed");
  char line[512];
  while (fgets(line, sizeof line, sockets) != NULL) {
    unsigned flags, number;
    char id[ID_MAX + 1];
    /* Num RefCount Protocol Flags Type St Inode Path; bit 16 of the flags: it listens. */
    if (sscanf(line, "%*s %*s %*s %x %*s %*s %*s @" PREFIX "%u/%64s", &flags, &number, id) == 3 &&
        (flags & 0x10000) != 0 && is_id(id))
      printf("%u %s\n", number, id);
  }
  fclose(sockets);
  return 0;
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  unsigned number = argc > 3 && is_id(argv[2]) ? number_in(argv[3], 255) : 0;
  if (strcmp(command, "list") == 0 && argc == 2) return list();
  if (strcmp(command, "attach") == 0 && argc == 4 && number > 0) return attach(argv[2], number);
  if (strcmp(command, "open") == 0 && argc > 6 && number > 0) {
    unsigned cols = number_in(argv[4], UINT16_MAX), rows = number_in(argv[5], UINT16_MAX);
    if (cols > 0 && rows > 0)
      return open_terminal(argv[2], number, (uint16_t)cols, (uint16_t)rows, argv + 6, argv[1]);
  }
  return fail(USAGE, "open ID NUMBER COLS ROWS PROGRAM [ARGUMENT...] | attach ID NUMBER | list");
}
