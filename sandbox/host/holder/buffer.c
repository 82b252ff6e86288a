#include "buffer.h"

#include <stdlib.h>
#include <string.h>

uint8_t *buffer_extend(struct buffer *buffer, size_t length) {
  if (buffer->length + length > buffer->capacity) {
    size_t capacity = buffer->length + length;
    uint8_t *bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL) return NULL;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
  }
  uint8_t *at = buffer->bytes + buffer->length;
  buffer->length += length;
  return at;
}

void buffer_consume(struct buffer *buffer, size_t length) {
  buffer->length -= length;
  if (buffer->length == 0) buffer_free(buffer);
  else memmove(buffer->bytes, buffer->bytes + length, buffer->length);
}

void buffer_free(struct buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct buffer){0};
}
