#include "tokenizer/vocabulary.h"

typedef enum { WHITE, LETTER, DIGIT, SIGN } kind;

static kind kind_of(char c) {
    const unsigned char b = (unsigned char)c;
    if (b == ' ' || (b >= '\t' && b <= '\r')) return WHITE;
    if (b >= 128 || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')) return LETTER;
    return b >= '0' && b <= '9' ? DIGIT : SIGN;
}

/* The last space of several belongs to the word after them, so that a word looks alike wherever it
 * stands. */
size_t slm_piece(const char *text, size_t length) {
    if (length > SLM_PIECE) length = SLM_PIECE;
    const size_t start = text[0] == ' ' && length > 1 && kind_of(text[1]) != WHITE;
    const kind of = kind_of(text[start]);
    size_t end = start + 1;
    while (end < length && kind_of(text[end]) == of) end++;
    const bool gives = of == WHITE && end > 1 && end < length && text[end - 1] == ' ';
    return gives ? end - 1 : end;
}
