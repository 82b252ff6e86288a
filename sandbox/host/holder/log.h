/*
 * The last megabyte of a terminal's output under absolute offsets: byte 0 is the first that the shell
 * ever wrote. With what the output before that has switched, and the sizes that the terminal had.
 */
#pragma once
#include <sys/uio.h>

#include "modes.h"

/* What may be missed and still be had to the byte. */
enum { LOG_BYTES = 1024 * 1024 };
/* Older changes of size are forgotten; a window that is dragged makes a few dozen. */
enum { SIZES_MAX = 64 };

struct size_change {
  /* From this byte on. */
  uint64_t offset;
  uint16_t cols, rows;
};

struct log {
  /* A ring; its memory is only taken when it is written to. */
  uint8_t *bytes;
  uint64_t start, end;
  /* As of `start`. */
  struct modes before;
  struct size_change sizes[SIZES_MAX];
  size_t size_count;
};

/* False when there is no memory. */
bool log_open(struct log *log);
void log_append(struct log *log, const uint8_t *bytes, size_t length);
void log_resize(struct log *log, uint16_t cols, uint16_t rows);

/* `length` bytes from `offset` on, all of them held, as one or two pieces. Returns how many. */
int log_pieces(const struct log *log, uint64_t offset, size_t length, struct iovec pieces[2]);

/* What the output before `offset` has switched; `offset` is held. */
struct modes log_modes_at(const struct log *log, uint64_t offset);
