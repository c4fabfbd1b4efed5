/* "([]{})": brackets of three kinds, each closed in the reverse order of opening. To get the last
 * one right, a model must remember the first. */
#include "corpus/rules.h"

#include <string.h>

static const char opening[] = "([{", closing[] = ")]}";

enum { KINDS = 3, LEAST_PAIRS = 2, MOST_PAIRS = 8, DEPTH = 8 };

void slm_write_brackets(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out) {
    (void)corpus;
    for (size_t i = 0; i < lines; i++) {
        char open[DEPTH];
        size_t depth = 0, left = LEAST_PAIRS + slm_rng_below(rng, MOST_PAIRS - LEAST_PAIRS + 1);
        while (depth || left) {
            if (!depth || (left && depth < DEPTH && slm_rng_below(rng, 2))) {
                const size_t kind = slm_rng_below(rng, KINDS);
                slm_write_u8(out, (unsigned char)opening[kind]);
                open[depth++] = closing[kind];
                left--;
            } else {
                slm_write_u8(out, (unsigned char)open[--depth]);
            }
        }
        slm_write_u8(out, '\n');
    }
}

/* More than DEPTH open at once are not written, and so not right. */
bool slm_right_brackets(const slm_corpus *corpus, slm_line line, slm_line training) {
    (void)corpus, (void)training;
    char open[DEPTH];
    size_t depth = 0;
    for (size_t i = 0; i < line.length; i++) {
        const char *kind = memchr(opening, line.text[i], KINDS);
        if (kind) {
            if (depth == DEPTH) return false;
            open[depth++] = closing[kind - opening];
        } else if (!depth || open[--depth] != line.text[i]) {
            return false;
        }
    }
    return line.length && !depth;
}
