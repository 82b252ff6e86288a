#include "log.h"

#include <string.h>
#include <sys/mman.h>

bool log_open(struct log *log) {
  memset(log, 0, sizeof *log);
  log->bytes = mmap(NULL, LOG_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return log->bytes != MAP_FAILED;
}

int log_pieces(const struct log *log, uint64_t offset, size_t length, struct iovec pieces[2]) {
  size_t at = offset % LOG_BYTES;
  size_t first = length < LOG_BYTES - at ? length : LOG_BYTES - at;
  pieces[0] = (struct iovec){.iov_base = log->bytes + at, .iov_len = first};
  if (first == length) return 1;
  pieces[1] = (struct iovec){.iov_base = log->bytes, .iov_len = length - first};
  return 2;
}

static void scan(const struct log *log, struct modes *modes, uint64_t from, size_t length) {
  struct iovec pieces[2];
  int count = log_pieces(log, from, length, pieces);
  for (int i = 0; i < count; i++) modes_scan(modes, pieces[i].iov_base, pieces[i].iov_len);
}

/* `length` is at most LOG_BYTES. */
void log_append(struct log *log, const uint8_t *bytes, size_t length) {
  uint64_t held = log->end - log->start;
  if (held + length > LOG_BYTES) {
    size_t lost = (size_t)(held + length - LOG_BYTES);
    scan(log, &log->before, log->start, lost);
    log->start += lost;
  }
  struct iovec pieces[2];
  int count = log_pieces(log, log->end, length, pieces);
  for (int i = 0; i < count; i++) {
    memcpy(pieces[i].iov_base, bytes, pieces[i].iov_len);
    bytes += pieces[i].iov_len;
  }
  log->end += length;
}

void log_resize(struct log *log, uint16_t cols, uint16_t rows) {
  /* What held before the oldest byte is of no use, but for the last of it. */
  size_t gone = 0;
  while (gone + 1 < log->size_count && log->sizes[gone + 1].offset <= log->start) gone++;
  if (gone == 0 && log->size_count == SIZES_MAX) gone = 1;
  log->size_count -= gone;
  memmove(log->sizes, log->sizes + gone, log->size_count * sizeof *log->sizes);
  log->sizes[log->size_count++] =
      (struct size_change){.offset = log->end, .cols = cols, .rows = rows};
}

struct modes log_modes_at(const struct log *log, uint64_t offset) {
  struct modes modes = log->before;
  scan(log, &modes, log->start, (size_t)(offset - log->start));
  return modes;
}
