/* Bytes that wait; takes no memory while it is empty. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
  uint8_t *bytes;
  size_t length, capacity;
};

/* Room for `length` more at the end, counted as filled; NULL when there is no memory. */
uint8_t *buffer_extend(struct buffer *buffer, size_t length);
/* Takes away the first `length`. */
void buffer_consume(struct buffer *buffer, size_t length);
void buffer_free(struct buffer *buffer);
