/* A tokenizer of characters: one token for each different code point of a text. */
#include "base/utf8.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocabulary.h"

#include <string.h>

enum { SET_BYTES = SLM_CODE_POINTS / 8 };

/* Marks the text's code points in the set and returns how many there are; 0 with the error. */
static size_t collect(slm_ctx *slm, const char *text, size_t length, unsigned char *set) {
    size_t count = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        const size_t n = slm_utf8_read(text + at, length - at, &code);
        if (!n) {
            SLM_FAIL(&slm->error, SLM_E_UTF8, SLM_UINT("at", at));
            return 0;
        }
        const unsigned bit = 1u << (code % 8);
        if (!(set[code / 8] & bit)) count++;
        set[code / 8] |= (unsigned char)bit;
        at += n;
    }
    if (count >= 1 && count <= SLM_VOCABULARY) return count;
    slm_fail_value(&slm->error, "tokenizer", "the number of different characters", (double)count,
                   "1 to 65536");
    return 0;
}

static slm_tokenizer *make(slm_ctx *slm, const unsigned char *set, size_t count) {
    const size_t bytes = count * sizeof(uint32_t);
    uint32_t *code = slm_memory_alloc(&slm->memory, bytes);
    if (!code) {
        slm_out_of_memory(slm, "tokenizer");
        return NULL;
    }
    size_t n = 0;
    for (uint32_t c = 0; c < SLM_CODE_POINTS; c++)
        if (set[c / 8] >> (c % 8) & 1) code[n++] = c;
    slm_tokenizer *made = slm_vocabulary_make(slm, code, count, NULL, 0);
    slm_memory_free(&slm->memory, code, bytes);
    return made;
}

slm_tokenizer *slm_tokenizer_characters(slm_ctx *slm, const char *text, size_t length) {
    if (!slm) return NULL;
    if (!text && length) {
        slm_fail_null(&slm->error, "tokenizer", "the text");
        return NULL;
    }
    unsigned char *set = slm_memory_alloc(&slm->memory, SET_BYTES);
    if (!set) {
        slm_out_of_memory(slm, "tokenizer");
        return NULL;
    }
    memset(set, 0, SET_BYTES);
    const size_t count = collect(slm, text, length, set);
    slm_tokenizer *made = count ? make(slm, set, count) : NULL;
    slm_memory_free(&slm->memory, set, SET_BYTES);
    return made;
}

/* The token of a code point; -1: none. */
static int32_t token_of(const slm_tokenizer *t, uint32_t code) {
    size_t low = 0, high = t->bases;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (t->code[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->bases && t->code[low] == code ? (int32_t)low : -1;
}

slm_status slm_characters_encode(slm_ctx *slm, const slm_tokenizer *t, const char *text,
                                 size_t length, int32_t *tokens, size_t room, size_t *count) {
    *count = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        const size_t n = slm_utf8_read(text + at, length - at, &code);
        if (!n) return SLM_FAIL(&slm->error, SLM_E_UTF8, SLM_UINT("at", at));
        const int32_t token = token_of(t, code);
        if (token < 0) {
            char symbol[SLM_UTF8_BYTES + 1] = "";
            memcpy(symbol, text + at, n);
            return SLM_FAIL(&slm->error, SLM_E_SYMBOL, SLM_TEXT("symbol", symbol),
                            SLM_UINT("at", at));
        }
        if (*count < room) tokens[*count] = token;
        ++*count;
        at += n;
    }
    return SLM_OK;
}
