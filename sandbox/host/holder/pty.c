#include "pty.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void close_one(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

/* In the child, which ends here or becomes the shell. */
static void become_shell(int slave, char **argv) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  setsid();
  ioctl(slave, TIOCSCTTY, 0);
  for (int fd = 0; fd <= 2; fd++) dup2(slave, fd);
  /* All that is open above is closed by exec. */
  execvp(argv[0], argv);
  dprintf(2, "%s cannot be started.\r\n", argv[0]);
  _exit(127);
}

/* By its name only where a kernel can do no better: that leads to whatever the lab has mounted there. */
static int open_slave(int master) {
  int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
  int slave = ioctl(master, TIOCGPTPEER, flags);
  if (slave >= 0) return slave;
  const char *name = ptsname(master);
  return name == NULL ? -1 : open(name, flags);
}

bool pty_start(struct pty *pty, uint16_t cols, uint16_t rows, char **argv) {
  *pty = (struct pty){.master = -1, .slave = -1, .shell = -1};
  pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (pty->master < 0 || unlockpt(pty->master) != 0) return false;
  pty->slave = open_slave(pty->master);
  if (pty->slave < 0) return false;
  struct termios settings;
  if (tcgetattr(pty->slave, &settings) == 0) {
    /* Backspace takes a whole character away. */
    settings.c_iflag |= IUTF8;
    tcsetattr(pty->slave, TCSANOW, &settings);
  }
  pty_resize(pty, cols, rows);
  pty->shell = fork();
  if (pty->shell == 0) become_shell(pty->slave, argv);
  return pty->shell > 0;
}

void pty_resize(const struct pty *pty, uint16_t cols, uint16_t rows) {
  struct winsize size = {.ws_col = cols, .ws_row = rows};
  if (pty->master >= 0) ioctl(pty->master, TIOCSWINSZ, &size);
}

bool pty_reap(struct pty *pty, int *code) {
  int status;
  if (pty->shell <= 0 || waitpid(pty->shell, &status, WNOHANG) != pty->shell) return false;
  *code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  pty->shell = -1;
  close_one(&pty->slave);
  return true;
}

void pty_close(struct pty *pty) {
  close_one(&pty->slave);
  close_one(&pty->master);
}
