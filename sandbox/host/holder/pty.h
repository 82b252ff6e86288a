/* The pseudo-terminal and the shell on it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct pty {
  /* -1 when it is closed. */
  int master;
  /* Kept open while the shell lives: a shell that closes its terminal has not ended. */
  int slave;
  pid_t shell;
};

/* Starts `argv` as the leader of a session on a new terminal. False when that cannot be had. */
bool pty_start(struct pty *pty, uint16_t cols, uint16_t rows, char **argv);
void pty_resize(const struct pty *pty, uint16_t cols, uint16_t rows);

/* Whether the shell has ended, and how: its exit code, or 128 and the signal. */
bool pty_reap(struct pty *pty, int *code);

/* Hangs up on whatever is still on it. */
void pty_close(struct pty *pty);
