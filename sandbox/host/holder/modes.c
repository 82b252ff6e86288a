#include "modes.h"

#include <stdio.h>
#include <string.h>

enum { BEL = 0x07, CANCEL = 0x18, SUBSTITUTE = 0x1a, ESC = 0x1b, DELETE = 0x7f };

/* The private modes that outlive the sequence that sets them, as in modes.ts. */
static const uint16_t KEPT[] = {47,   1047, 1049, 1,    5,    6,    7,    12,   25,   45,  66,
                                9,    1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004};
enum { KEYPAD = 66 };

static bool is_kept(unsigned number) {
  for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++)
    if (KEPT[i] == number) return true;
  return false;
}

/* Of each of these at most one holds, and each of them switches off whichever it is. */
enum group { ALTERNATE, MOUSE, MOUSE_ENCODING, NONE };

static enum group group_of(unsigned number) {
  switch (number) {
    case 47:
    case 1047:
    case 1049:
      return ALTERNATE;
    case 9:
    case 1000:
    case 1002:
    case 1003:
      return MOUSE;
    case 1005:
    case 1006:
    case 1015:
    case 1016:
      return MOUSE_ENCODING;
    default:
      return NONE;
  }
}

static bool is_alternate(unsigned number) { return group_of(number) == ALTERNATE; }

/* In a terminal that nobody has switched: wraparound and the cursor are on. */
static bool is_on_at_first(unsigned number) { return number == 7 || number == 25; }

static void forget(struct modes *modes, bool (*matches)(unsigned, unsigned), unsigned number) {
  size_t kept = 0;
  for (size_t i = 0; i < modes->changed_count; i++)
    if (!matches(modes->changed[i].number, number)) modes->changed[kept++] = modes->changed[i];
  modes->changed_count = kept;
}

static bool is_same(unsigned one, unsigned other) {
  return one == other || (group_of(one) != NONE && group_of(one) == group_of(other));
}

/* A soft reset leaves the alternate screen and the mouse alone. */
static bool is_soft(unsigned one, unsigned unused) {
  (void)unused;
  return group_of(one) == NONE;
}

static void set(struct modes *modes, unsigned number, bool on) {
  if (!is_kept(number)) return;
  forget(modes, is_same, number);
  if (on != is_on_at_first(number) && modes->changed_count < MODES_MAX)
    modes->changed[modes->changed_count++] = (struct mode){.number = (uint16_t)number, .on = on};
}

/* `list` is what stands between the question mark and the final byte. */
static void set_all(struct modes *modes, const char *list, bool on) {
  for (;;) {
    size_t length = strcspn(list, ";");
    if (length > 0 && length <= 5 && strspn(list, "0123456789") >= length) {
      unsigned number = 0;
      for (size_t i = 0; i < length; i++) number = number * 10 + (unsigned)(list[i] - '0');
      set(modes, number, on);
    }
    if (list[length] == '\0') return;
    list += length + 1;
  }
}

static void on_csi(struct modes *modes, uint8_t final) {
  const char *parameters = modes->parameters;
  if (modes->overlong) return;
  if ((final == 'h' || final == 'l') && parameters[0] == '?') {
    set_all(modes, parameters + 1, final == 'h');
  } else if (final == 'r' && strspn(parameters, "0123456789;") == modes->parameters_length) {
    strcpy(modes->region, strpbrk(parameters, "0123456789") ? parameters : "");
  } else if (final == 'p' && strcmp(parameters, "!") == 0) {
    forget(modes, is_soft, 0);
    modes->region[0] = '\0';
  }
}

static void on_escape(struct modes *modes, uint8_t final) {
  if (final == 'c') {
    modes->changed_count = 0;
    modes->region[0] = '\0';
  } else if (final == '=' || final == '>') {
    set(modes, KEYPAD, final == '=');
  }
}

static enum scan_state after_escape(struct modes *modes, uint8_t byte) {
  switch (byte) {
    case '[':
      modes->parameters_length = 0;
      modes->parameters[0] = '\0';
      modes->overlong = false;
      return CSI;
    case ']':
      return OSC;
    case 'P':
    case 'X':
    case '^':
    case '_':
      return STRING;
    case ESC:
      return ESCAPE;
    case CANCEL:
    case SUBSTITUTE:
      return TEXT;
    default:
      /* Control characters and intermediates may stand before the final byte. */
      if (byte < 0x30 || byte == DELETE) return ESCAPE;
      on_escape(modes, byte);
      return TEXT;
  }
}

static enum scan_state in_csi(struct modes *modes, uint8_t byte) {
  if (byte == ESC) return ESCAPE;
  if (byte == CANCEL || byte == SUBSTITUTE) return TEXT;
  if (byte >= '@' && byte < DELETE) {
    on_csi(modes, byte);
    return TEXT;
  }
  if (byte >= ' ' && byte < '@' && !modes->overlong) {
    if (modes->parameters_length == PARAMETERS_MAX) {
      modes->overlong = true;
    } else {
      modes->parameters[modes->parameters_length++] = (char)byte;
      modes->parameters[modes->parameters_length] = '\0';
    }
  }
  return CSI;
}

void modes_scan(struct modes *modes, const uint8_t *bytes, size_t length) {
  for (const uint8_t *end = bytes + length; bytes < end;) {
    if (modes->state == TEXT) {
      bytes = memchr(bytes, ESC, (size_t)(end - bytes));
      if (bytes == NULL) return;
      bytes++;
      modes->state = ESCAPE;
      continue;
    }
    uint8_t byte = *bytes++;
    if (modes->state == ESCAPE) {
      modes->state = after_escape(modes, byte);
    } else if (modes->state == CSI) {
      modes->state = in_csi(modes, byte);
    } else if (byte == ESC) {
      modes->state = ESCAPE;
    } else if (byte == CANCEL || byte == SUBSTITUTE || (byte == BEL && modes->state == OSC)) {
      modes->state = TEXT;
    }
  }
}

size_t modes_prologue(const struct modes *modes, char out[PROLOGUE_MAX]) {
  size_t at = 0;
  for (int alternate = 1; alternate >= 0; alternate--) {
    for (size_t i = 0; i < modes->changed_count; i++) {
      const struct mode *mode = &modes->changed[i];
      if (is_alternate(mode->number) == (alternate == 1))
        at += (size_t)sprintf(out + at, "\033[?%u%c", mode->number, mode->on ? 'h' : 'l');
    }
    /* Setting the region moves the cursor, which origin mode concerns. */
    if (alternate == 1 && modes->region[0] != '\0')
      at += (size_t)sprintf(out + at, "\033[%sr", modes->region);
  }
  switch (modes->state) {
    case TEXT:
      break;
    case ESCAPE:
      at += (size_t)sprintf(out + at, "\033");
      break;
    case CSI:
      /* Too many parameters: one that no sequence has. */
      at += (size_t)sprintf(out + at, "\033[%s", modes->overlong ? "?9999999" : modes->parameters);
      break;
    case OSC:
      /* The rest of a command is not a command; with this before it, it is none that xterm knows. */
      at += (size_t)sprintf(out + at, "\033]x");
      break;
    case STRING:
      at += (size_t)sprintf(out + at, "\033^");
      break;
  }
  return at;
}
