/*
 * One who is attached: the stdin and stdout of a program that an engine has started for a server, handed
 * over by that program (`holder attach`), so that nothing stands between.
 */
#pragma once
#include "buffer.h"
#include "frames.h"

struct log;
struct terminal;

struct attachment {
  /* The connection to the program; when it ends, so does the attachment. */
  int control;
  /* -1 until the program has handed them over. */
  int in, out;

  /* The frame that is coming in. */
  uint8_t head[HEAD_BYTES];
  size_t head_filled, payload_left;
  struct buffer payload;

  /* Typed, and not yet taken by the shell's terminal. */
  struct buffer typed;
  uint64_t taken, taken_told;

  /* Output is sent from `at` on. */
  bool following;
  uint64_t at;
  /* The shell waits for this one. */
  bool granting;
  uint64_t grant;
  bool told_end;
  bool over;

  /* Frames that go out, and the output that is under way before them. */
  struct buffer queue;
  uint8_t output_head[HEAD_BYTES + 8];
  size_t output_head_left, output_left;
  uint64_t sending;
};

struct attachment *attachment_open(int control);
void attachment_close(struct attachment *attachment);

/* Each returns false when the attachment is over. */
bool attachment_greet(struct attachment *attachment, const struct terminal *terminal);
bool attachment_read(struct attachment *attachment, struct terminal *terminal);
bool attachment_write(struct attachment *attachment, const struct terminal *terminal);

/* `length` of what was typed has been taken. */
bool attachment_took(struct attachment *attachment, size_t length);
/* Output that it was to get is no longer held. */
bool attachment_is_left_behind(const struct attachment *attachment, const struct log *log);
bool attachment_has_news(const struct attachment *attachment, const struct terminal *terminal);
