/* A terminal that is held: its shell, its output, and those who are attached to it. */
#pragma once
#include "attachment.h"
#include "log.h"
#include "pty.h"

/* A server, one that takes over from it, and room for a person who looks for trouble. */
enum { ATTACHMENTS_MAX = 8 };

struct terminal {
  struct pty pty;
  struct log log;
  /* The shell has ended. */
  bool ended;
  int exit_code;
  /* And the last of its output is in the log. */
  bool complete;
  struct buffer note;
  /* The latest last. */
  struct attachment *attachments[ATTACHMENTS_MAX];
  size_t attachment_count;
};

/* Serves the terminal on `listener` until it ends. */
int terminal_serve(struct terminal *terminal, int listener);
void terminal_resize(struct terminal *terminal, uint16_t cols, uint16_t rows);
