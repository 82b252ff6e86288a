/*
 * What a holder and a server say to each other: frames of one letter, the length of what follows in
 * three bytes, and that. Numbers have their highest byte first. server/sandbox/holder/frames.ts is the
 * other end.
 *
 * From the server:
 *   F offset(8)             follow: output from there on, or from the oldest byte held
 *   G offset(8)             the shell may write up to there; while nobody says so it writes freely
 *   I bytes                 typed; at most INPUT_WINDOW that are not yet said to be taken
 *   Z cols(2) rows(2)       size
 *   N bytes                 keep this note, in place of the one before; at most NOTE_MAX
 *   Q                       the terminal has ended and nobody wants to look at it any more
 *
 * From the holder:
 *   H version(1) flags(1) start(8) end(8)   first: what is held of the output, and whether NOTED: a note
 *                           follows, ENDED: the shell has ended
 *   N bytes                 the note
 *   S offset(8) count(2) { offset(8) cols(2) rows(2) } bytes  answers F: where output goes on, the sizes
 *                           that the terminal had, what switches a fresh terminal to its state there
 *   O offset(8) bytes       output
 *   T count(8)              bytes typed that the shell's terminal has taken, in all
 *   X code(2)               after the last output: the shell has ended
 */
#pragma once
#include <stdint.h>
#include <string.h>

enum { VERSION = 1, HEAD_BYTES = 4 };
enum { NOTED = 1, ENDED = 2 };

/* Of output in one frame: what a pipe holds. */
enum { OUTPUT_MAX = 64 * 1024 };
enum { INPUT_WINDOW = 64 * 1024 };
enum { NOTE_MAX = 32 * 1024 };

static inline void put(uint8_t *at, uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--, value >>= 8) at[i] = (uint8_t)value;
}

static inline uint64_t get(const uint8_t *at, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; i++) value = value << 8 | at[i];
  return value;
}

static inline void put_head(uint8_t *at, char type, size_t length) {
  at[0] = (uint8_t)type;
  put(at + 1, length, 3);
}
