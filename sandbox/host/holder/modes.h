/*
 * What a terminal has been switched to by output that is no longer held: the alternate screen, mouse
 * reports, a hidden cursor. The same grammar and the same list as server/terminals/modes.ts, which
 * goes on from here; a test compares the two.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARAMETERS_MAX = 256, MODES_MAX = 24 };

enum scan_state { TEXT, ESCAPE, CSI, OSC, STRING };

struct mode {
  uint16_t number;
  bool on;
};

struct modes {
  /* Only what differs from a fresh terminal, in the order in which it was switched. */
  struct mode changed[MODES_MAX];
  size_t changed_count;
  /* Scroll region as `top;bottom`; empty for the whole screen. */
  char region[PARAMETERS_MAX + 1];
  enum scan_state state;
  /* Of the control sequence under way; `overlong`: there were too many. */
  char parameters[PARAMETERS_MAX + 1];
  size_t parameters_length;
  bool overlong;
};

/* Room for any prologue: each mode, the region, the sequence under way. */
enum { PROLOGUE_MAX = MODES_MAX * 12 + 2 * (PARAMETERS_MAX + 8) };

void modes_scan(struct modes *modes, const uint8_t *bytes, size_t length);

/* Switches a fresh terminal to the same and ends within the sequence that the output ended within. */
size_t modes_prologue(const struct modes *modes, char out[PROLOGUE_MAX]);
