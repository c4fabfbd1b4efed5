/* "12+7=19": two numbers from 0 to 49 and their sum. No line occurs twice, so that a share kept for
 * validation holds only sums the model has never seen. */
#include "corpus/rules.h"

enum { SUMS = SLM_SUM_OPERANDS * SLM_SUM_OPERANDS, DIGITS = 4 };

/* Of one or two digits. */
static void write_number(slm_writer *out, unsigned number) {
    if (number >= 10) slm_write_u8(out, '0' + number / 10);
    slm_write_u8(out, '0' + number % 10);
}

void slm_write_sums(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out) {
    (void)corpus;
    uint16_t order[SUMS];
    for (uint16_t i = 0; i < SUMS; i++) order[i] = i;
    /* Fisher and Yates: after k swaps the first k are a random choice in random order. */
    for (size_t i = 0; i < lines; i++) {
        const size_t other = i + slm_rng_below(rng, SUMS - i);
        const uint16_t sum = order[other];
        order[other] = order[i];
        const unsigned a = sum / SLM_SUM_OPERANDS, b = sum % SLM_SUM_OPERANDS;
        write_number(out, a);
        slm_write_u8(out, '+');
        write_number(out, b);
        slm_write_u8(out, '=');
        write_number(out, a + b);
        slm_write_u8(out, '\n');
    }
}

/* Takes a number of at most DIGITS digits, without leading zeros, and then `end`, off the line. */
static bool read_number(slm_line *line, char end, unsigned *number) {
    size_t n = 0;
    for (*number = 0; n < line->length && n < DIGITS; n++) {
        const char c = line->text[n];
        if (c < '0' || c > '9') break;
        *number = 10 * *number + (unsigned)(c - '0');
    }
    if (!n || (n > 1 && line->text[0] == '0')) return false;
    const bool ends = end ? n < line->length && line->text[n] == end : n == line->length;
    if (end && ends) n++;
    line->text += n;
    line->length -= n;
    return ends;
}

bool slm_right_sum(const slm_corpus *corpus, slm_line line, slm_line training) {
    (void)corpus, (void)training;
    unsigned a, b, sum;
    return read_number(&line, '+', &a) && read_number(&line, '=', &b) &&
           read_number(&line, '\0', &sum) && a + b == sum;
}
