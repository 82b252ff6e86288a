#include "attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "terminal.h"

/* Of frames that nobody reads, before the attachment is given up. */
enum { QUEUE_MAX = 256 * 1024 };
/* Every so many bytes typed are said to be taken. */
enum { TAKEN_STEP = INPUT_WINDOW / 4 };

struct attachment *attachment_open(int control) {
  struct attachment *attachment = calloc(1, sizeof *attachment);
  if (attachment == NULL) return NULL;
  attachment->control = control;
  attachment->in = attachment->out = -1;
  return attachment;
}

void attachment_close(struct attachment *attachment) {
  close(attachment->control);
  if (attachment->in >= 0) close(attachment->in);
  if (attachment->out >= 0) close(attachment->out);
  buffer_free(&attachment->payload);
  buffer_free(&attachment->typed);
  buffer_free(&attachment->queue);
  free(attachment);
}

/* Room for a frame's payload in the queue. */
static uint8_t *queue_frame(struct attachment *attachment, char type, size_t length) {
  if (attachment->queue.length + length > QUEUE_MAX) return NULL;
  uint8_t *at = buffer_extend(&attachment->queue, HEAD_BYTES + length);
  if (at == NULL) return NULL;
  put_head(at, type, length);
  return at + HEAD_BYTES;
}

/* Takes stdin and stdout over, and says what there is. */
bool attachment_greet(struct attachment *attachment, const struct terminal *terminal) {
  char byte;
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(2 * sizeof(int))];
  } control;
  struct iovec data = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control};
  if (recvmsg(attachment->control, &message, MSG_CMSG_CLOEXEC) <= 0) return false;
  const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (head == NULL || head->cmsg_type != SCM_RIGHTS) return false;
  size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  int fds[2] = {-1, -1};
  memcpy(fds, CMSG_DATA(head), count * sizeof(int));
  attachment->in = fds[0];
  attachment->out = fds[1];
  if (count != 2) return false;
  fcntl(attachment->in, F_SETFL, O_NONBLOCK);
  fcntl(attachment->out, F_SETFL, O_NONBLOCK);

  uint8_t *at = queue_frame(attachment, 'H', 18);
  if (at == NULL) return false;
  put(at, VERSION, 1);
  put(at + 1, (terminal->note.length > 0 ? NOTED : 0u) | (terminal->ended ? ENDED : 0u), 1);
  put(at + 2, terminal->log.start, 8);
  put(at + 10, terminal->log.end, 8);
  if (terminal->note.length == 0) return true;
  at = queue_frame(attachment, 'N', terminal->note.length);
  if (at == NULL) return false;
  memcpy(at, terminal->note.bytes, terminal->note.length);
  return true;
}

static bool follow(struct attachment *attachment, const struct terminal *terminal, uint64_t from) {
  const struct log *log = &terminal->log;
  if (from < log->start) from = log->start;
  if (from > log->end) from = log->end;
  char prologue[PROLOGUE_MAX];
  struct modes modes = log_modes_at(log, from);
  size_t length = modes_prologue(&modes, prologue);
  uint8_t *at = queue_frame(attachment, 'S', 10 + log->size_count * 12 + length);
  if (at == NULL) return false;
  put(at, from, 8);
  put(at + 8, log->size_count, 2);
  at += 10;
  for (size_t i = 0; i < log->size_count; i++, at += 12) {
    put(at, log->sizes[i].offset, 8);
    put(at + 8, log->sizes[i].cols, 2);
    put(at + 10, log->sizes[i].rows, 2);
  }
  memcpy(at, prologue, length);
  attachment->following = true;
  attachment->told_end = false;
  attachment->at = from;
  return true;
}

static bool take_frame(struct attachment *attachment, struct terminal *terminal) {
  char type = (char)attachment->head[0];
  const uint8_t *payload = attachment->payload.bytes;
  size_t length = attachment->payload.length;
  bool fine = true;
  if (type == 'F' && length == 8) {
    fine = follow(attachment, terminal, get(payload, 8));
  } else if (type == 'G' && length == 8) {
    attachment->granting = true;
    attachment->grant = get(payload, 8);
  } else if (type == 'Z' && length == 4) {
    terminal_resize(terminal, (uint16_t)get(payload, 2), (uint16_t)get(payload + 2, 2));
  } else if (type == 'N') {
    buffer_free(&terminal->note);
    terminal->note = attachment->payload;
    attachment->payload = (struct buffer){0};
  } else if (type == 'Q' && length == 0) {
    if (terminal->ended) _exit(0);
  } else if (type != 'I') {
    fine = false;
  }
  buffer_free(&attachment->payload);
  attachment->head_filled = 0;
  return fine;
}

static bool take_head(struct attachment *attachment) {
  attachment->payload_left = (size_t)get(attachment->head + 1, 3);
  if (attachment->head[0] == 'I')
    return attachment->typed.length + attachment->payload_left <= INPUT_WINDOW;
  return attachment->payload_left <= NOTE_MAX;
}

static bool take(struct attachment *attachment, struct terminal *terminal, const uint8_t *bytes,
                 size_t length) {
  while (length > 0) {
    size_t piece;
    if (attachment->head_filled < HEAD_BYTES) {
      attachment->head[attachment->head_filled++] = *bytes;
      piece = 1;
      if (attachment->head_filled == HEAD_BYTES && !take_head(attachment)) return false;
    } else {
      bool typed = attachment->head[0] == 'I';
      piece = length < attachment->payload_left ? length : attachment->payload_left;
      uint8_t *at = buffer_extend(typed ? &attachment->typed : &attachment->payload, piece);
      if (at == NULL) return false;
      memcpy(at, bytes, piece);
      attachment->payload_left -= piece;
    }
    bytes += piece;
    length -= piece;
    if (attachment->head_filled == HEAD_BYTES && attachment->payload_left == 0 &&
        !take_frame(attachment, terminal))
      return false;
  }
  return true;
}

bool attachment_read(struct attachment *attachment, struct terminal *terminal) {
  uint8_t bytes[4096];
  ssize_t count = read(attachment->in, bytes, sizeof bytes);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  return count > 0 && take(attachment, terminal, bytes, (size_t)count);
}

bool attachment_took(struct attachment *attachment, size_t length) {
  buffer_consume(&attachment->typed, length);
  attachment->taken += length;
  if (attachment->taken - attachment->taken_told < TAKEN_STEP) return true;
  attachment->taken_told = attachment->taken;
  uint8_t *at = queue_frame(attachment, 'T', 8);
  if (at != NULL) put(at, attachment->taken, 8);
  return at != NULL;
}

static bool has_output(const struct attachment *attachment, const struct terminal *terminal) {
  return attachment->following && attachment->at < terminal->log.end;
}

static bool has_end(const struct attachment *attachment, const struct terminal *terminal) {
  return attachment->following && terminal->complete && !attachment->told_end;
}

bool attachment_has_news(const struct attachment *attachment, const struct terminal *terminal) {
  return attachment->output_left > 0 || attachment->queue.length > 0 ||
         has_output(attachment, terminal) || has_end(attachment, terminal);
}

static void begin_output(struct attachment *attachment, const struct log *log) {
  uint64_t waiting = log->end - attachment->at;
  size_t length = waiting < OUTPUT_MAX ? (size_t)waiting : OUTPUT_MAX;
  put_head(attachment->output_head, 'O', 8 + length);
  put(attachment->output_head + HEAD_BYTES, attachment->at, 8);
  attachment->output_head_left = sizeof attachment->output_head;
  attachment->sending = attachment->at;
  attachment->output_left = length;
  attachment->at += length;
}

static void wrote(struct attachment *attachment, size_t length) {
  if (attachment->output_left == 0) {
    buffer_consume(&attachment->queue, length);
    return;
  }
  size_t head = length < attachment->output_head_left ? length : attachment->output_head_left;
  attachment->output_head_left -= head;
  attachment->sending += length - head;
  attachment->output_left -= length - head;
}

/* What is to be written next, in order: a frame of output to its end, other frames, more output. */
static int next_pieces(const struct attachment *attachment, const struct log *log,
                       struct iovec pieces[3]) {
  if (attachment->output_left == 0) {
    pieces[0] = (struct iovec){attachment->queue.bytes, attachment->queue.length};
    return 1;
  }
  size_t left = attachment->output_head_left;
  const uint8_t *head = attachment->output_head + sizeof attachment->output_head - left;
  pieces[0] = (struct iovec){(void *)head, left};
  return 1 + log_pieces(log, attachment->sending, attachment->output_left, pieces + 1);
}

bool attachment_is_left_behind(const struct attachment *attachment, const struct log *log) {
  return (attachment->following && attachment->at < log->start) ||
         (attachment->output_left > 0 && attachment->sending < log->start);
}

bool attachment_write(struct attachment *attachment, const struct terminal *terminal) {
  for (;;) {
    if (attachment->output_left == 0 && attachment->queue.length == 0) {
      if (has_output(attachment, terminal)) {
        begin_output(attachment, &terminal->log);
      } else if (has_end(attachment, terminal)) {
        uint8_t *at = queue_frame(attachment, 'X', 2);
        if (at == NULL) return false;
        put(at, (uint64_t)terminal->exit_code, 2);
        attachment->told_end = true;
      } else {
        return true;
      }
    }
    struct iovec pieces[3];
    int count = next_pieces(attachment, &terminal->log, pieces);
    ssize_t written = writev(attachment->out, pieces, count);
    if (written < 0) return errno == EAGAIN || errno == EINTR;
    wrote(attachment, (size_t)written);
  }
}
