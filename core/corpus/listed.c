/* Lists of facts have no rule of their own. A new line is well-formed if its parts are found in the
 * listed lines: for Hangul syllables at their place, for letters three in a row. */
#include "corpus/rules.h"

#include <string.h>

/* Bytes of the character of UTF-8 at `at`, cut at the end of the line. */
static size_t character(slm_line line, size_t at) {
    size_t n = 1;
    while (at + n < line.length && ((unsigned char)line.text[at + n] & 0xC0) == 0x80) n++;
    return n;
}

static size_t characters(slm_line line) {
    size_t count = 0;
    for (size_t at = 0; at < line.length; at += character(line, at)) count++;
    return count;
}

/* Is the character also at byte `at` of some listed line that is as long? */
static bool found_at(slm_line training, size_t count, size_t place, const char *text, size_t n) {
    for (slm_line each; slm_next_line(&training, &each);) {
        if (characters(each) != count) continue;
        size_t at = 0;
        for (size_t i = 0; i < place; i++) at += character(each, at);
        if (character(each, at) == n && !memcmp(each.text + at, text, n)) return true;
    }
    return false;
}

bool slm_right_by_place(const slm_corpus *corpus, slm_line line, slm_line training) {
    (void)corpus;
    const size_t count = characters(line);
    for (size_t at = 0, place = 0; at < line.length; place++) {
        const size_t n = character(line, at);
        if (!found_at(training, count, place, line.text + at, n)) return false;
        at += n;
    }
    return count > 0;
}

/* Are the three bytes at `at - 1`, the line feeds before and behind the line included, in a row
 * somewhere in the list? */
static bool found_three(slm_line training, slm_line line, size_t at) {
    const char three[3] = {at ? line.text[at - 1] : '\n', line.text[at],
                           at + 1 < line.length ? line.text[at + 1] : '\n'};
    if (three[0] == '\n' && training.length > 1 && !memcmp(training.text, three + 1, 2))
        return true;
    for (size_t i = 0; i + 3 <= training.length; i++)
        if (!memcmp(training.text + i, three, 3)) return true;
    return false;
}

bool slm_right_by_threes(const slm_corpus *corpus, slm_line line, slm_line training) {
    (void)corpus;
    for (size_t at = 0; at < line.length; at++)
        if (!found_three(training, line, at)) return false;
    return line.length > 0;
}
