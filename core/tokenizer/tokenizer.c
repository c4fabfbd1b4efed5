#include "tokenizer/tokenizer.h"

#include "tokenizer/vocabulary.h"

#include <string.h>

size_t slm_tokenizer_count(const slm_tokenizer *tokenizer) {
    return tokenizer ? tokenizer->count : 0;
}

size_t slm_tokenizer_bases(const slm_tokenizer *tokenizer) {
    return tokenizer ? tokenizer->bases : 0;
}

static bool is_token(const slm_tokenizer *t, int32_t token) {
    return token >= 0 && (size_t)token < t->count;
}

const char *slm_tokenizer_bytes(const slm_tokenizer *tokenizer, int32_t token, size_t *length) {
    const bool known = tokenizer && is_token(tokenizer, token);
    if (length) *length = known ? tokenizer->span[token].length : 0;
    return known ? tokenizer->bytes + tokenizer->span[token].start : NULL;
}

bool slm_tokenizer_merge(const slm_tokenizer *tokenizer, int32_t token, int32_t *left,
                         int32_t *right) {
    if (!tokenizer || !is_token(tokenizer, token) || (size_t)token < tokenizer->bases) return false;
    const slm_pair *pair = &tokenizer->merge[(size_t)token - tokenizer->bases];
    *left = pair->left;
    *right = pair->right;
    return true;
}

static slm_status check(slm_ctx *slm, const slm_tokenizer *t, const void *from, const char *what,
                        size_t count) {
    if (!slm) return SLM_E_NULL;
    if (!t) return slm_fail_null(&slm->error, "tokenizer", "the tokenizer");
    return from || !count ? SLM_OK : slm_fail_null(&slm->error, "tokenizer", what);
}

/* Where results go, and whether all of them had room. */
static slm_status finish(slm_ctx *slm, size_t need, size_t room, bool counts, size_t *out) {
    if (out) *out = need;
    if (counts || need <= room) return SLM_OK;
    const slm_shape shape = {.rank = 1, .dim = {room}};
    return SLM_FAIL(&slm->error, SLM_E_LENGTH, SLM_TEXT("op", "tokenizer"), SLM_UINT("count", need),
                    SLM_TEXT("what", "the room"), SLM_DIMS("shape", &shape),
                    SLM_UINT("need", room));
}

/* --- Encoding: within a piece the pair that was learned first is merged first --- */

/* Behind every token: a merge that is not there comes last. */
static const int32_t NO_MERGE = SLM_VOCABULARY;

/* The token that merges the symbol at i with the next one. */
static int32_t merge_at(const slm_tokenizer *t, const int32_t *symbol, size_t n, size_t i) {
    if (i + 1 >= n) return NO_MERGE;
    const int32_t token = slm_vocabulary_find(t, (slm_pair){symbol[i], symbol[i + 1]});
    return token < 0 ? NO_MERGE : token;
}

static size_t first_of(const int32_t *merge, size_t n) {
    size_t first = 0;
    for (size_t i = 1; i < n; i++)
        if (merge[i] < merge[first]) first = i;
    return first;
}

/* The merges there are stand beside the symbols: each one changes only those around it, and the
 * table need not be asked for the others again. */
static size_t encode_piece(const slm_tokenizer *t, const char *text, size_t length,
                           int32_t symbol[SLM_PIECE]) {
    int32_t merge[SLM_PIECE];
    size_t n = length;
    for (size_t i = 0; i < n; i++) symbol[i] = (unsigned char)text[i];
    for (size_t i = 0; i < n; i++) merge[i] = merge_at(t, symbol, n, i);
    while (n > 1) {
        const size_t i = first_of(merge, n);
        if (merge[i] == NO_MERGE) break;
        symbol[i] = merge[i];
        n--;
        memmove(symbol + i + 1, symbol + i + 2, (n - i - 1) * sizeof *symbol);
        memmove(merge + i + 1, merge + i + 2, (n - i - 1) * sizeof *merge);
        merge[i] = merge_at(t, symbol, n, i);
        if (i) merge[i - 1] = merge_at(t, symbol, n, i - 1);
    }
    return n;
}

static size_t encode_bytes(const slm_tokenizer *t, const char *text, size_t length, int32_t *tokens,
                           size_t room) {
    size_t n = 0;
    for (size_t at = 0; at < length;) {
        int32_t symbol[SLM_PIECE];
        const size_t piece = slm_piece(text + at, length - at);
        const size_t more = encode_piece(t, text + at, piece, symbol);
        for (size_t i = 0; i < more; i++, n++)
            if (n < room) tokens[n] = symbol[i];
        at += piece;
    }
    return n;
}

slm_status slm_tokenizer_encode(slm_ctx *slm, const slm_tokenizer *tokenizer, const char *text,
                                size_t length, int32_t *tokens, size_t room, size_t *count) {
    slm_status s = check(slm, tokenizer, text, "the text", length);
    if (!s && room && !tokens) s = slm_fail_null(&slm->error, "tokenizer", "where the tokens go");
    if (s) return s;
    size_t n;
    if (tokenizer->code) {
        s = slm_characters_encode(slm, tokenizer, text, length, tokens, room, &n);
        if (s) return s;
    } else {
        n = encode_bytes(tokenizer, text, length, tokens, room);
    }
    return finish(slm, n, room, !tokens, count);
}

slm_status slm_tokenizer_decode(slm_ctx *slm, const slm_tokenizer *tokenizer, const int32_t *tokens,
                                size_t count, char *text, size_t room, size_t *length) {
    slm_status s = check(slm, tokenizer, tokens, "the tokens", count);
    if (!s && room && !text) s = slm_fail_null(&slm->error, "tokenizer", "where the text goes");
    if (s) return s;
    size_t need = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_token(tokenizer, tokens[i]))
            return SLM_FAIL(&slm->error, SLM_E_INDEX, SLM_TEXT("op", "tokenizer"),
                            SLM_INT("index", tokens[i]), SLM_UINT("position", i),
                            SLM_INT("high", (int)tokenizer->count - 1));
        if (!slm_size_add(need, tokenizer->span[tokens[i]].length, &need))
            return SLM_FAIL(&slm->error, SLM_E_SIZE, SLM_TEXT("op", "tokenizer"),
                            SLM_TEXT("what", "the text"));
    }
    for (size_t i = 0, n = 0; text && n < room && i < count; i++) {
        const slm_span span = tokenizer->span[tokens[i]];
        const size_t fits = span.length < room - n ? span.length : room - n;
        memcpy(text + n, tokenizer->bytes + span.start, fits);
        n += fits;
    }
    return finish(slm, need, room, !text, length);
}
