#include "tokenizer/tokenizer.h"

#include "base/bytes.h"
#include "tokenizer/vocabulary.h"

#include <string.h>

size_t slm_tokenizer_count(const slm_tokenizer *tokenizer) {
    return tokenizer ? tokenizer->count : 0;
}

static bool is_token(const slm_tokenizer *t, int32_t token) {
    return token >= 0 && (size_t)token < t->count;
}

const char *slm_tokenizer_bytes(const slm_tokenizer *tokenizer, int32_t token, size_t *length) {
    const bool known = tokenizer && is_token(tokenizer, token);
    if (length) *length = known ? tokenizer->span[token].length : 0;
    return known ? tokenizer->bytes + tokenizer->span[token].start : NULL;
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
static const int32_t NO_JOIN = SLM_VOCABULARY;

/* The token that merges the symbol at i with the next one. */
static int32_t merge_at(const slm_tokenizer *t, const int32_t *symbol, size_t n, size_t i) {
    if (i + 1 >= n) return NO_JOIN;
    const int32_t token = slm_vocabulary_find(t, (slm_pair){symbol[i], symbol[i + 1]});
    return token < 0 ? NO_JOIN : token;
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
    for (size_t i; merge[i = first_of(merge, n)] != NO_JOIN;) {
        symbol[i] = merge[i];
        n--;
        memmove(symbol + i + 1, symbol + i + 2, (n - i - 1) * sizeof *symbol);
        memmove(merge + i + 1, merge + i + 2, (n - i - 1) * sizeof *merge);
        merge[i] = merge_at(t, symbol, n, i);
        if (i) merge[i - 1] = merge_at(t, symbol, n, i - 1);
    }
    return n;
}

slm_status slm_tokenizer_encode(slm_ctx *slm, const slm_tokenizer *tokenizer, const char *text,
                                size_t length, int32_t *tokens, size_t room, size_t *count) {
    slm_status s = check(slm, tokenizer, text, "the text", length);
    if (!s && room && !tokens) s = slm_fail_null(&slm->error, "tokenizer", "where the tokens go");
    if (s) return s;
    size_t n = 0;
    for (size_t at = 0; at < length;) {
        int32_t symbol[SLM_PIECE];
        const size_t piece = slm_piece(text + at, length - at);
        const size_t more = encode_piece(tokenizer, text + at, piece, symbol);
        for (size_t i = 0; i < more; i++, n++)
            if (tokens && n < room) tokens[n] = symbol[i];
        at += piece;
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

/* --- As bytes: "SLMV", version, count of merges, then each: left, right. The checksum of all this
 * is the end. --- */

static const char MAGIC[4] = {'S', 'L', 'M', 'V'};

enum { VERSION = 1 };

slm_status slm_tokenizer_save(slm_ctx *slm, const slm_tokenizer *tokenizer, slm_bytes *out) {
    slm_status s = check(slm, tokenizer, out, "where the bytes go", 1);
    if (s) return s;
    const size_t merges = tokenizer->count - SLM_TOKEN_BYTES;
    slm_writer w = slm_writer_start(&slm->memory);
    slm_write_raw(&w, MAGIC, sizeof MAGIC);
    slm_write_u8(&w, VERSION);
    slm_write_u32(&w, (uint32_t)merges);
    for (size_t i = 0; i < merges; i++) {
        slm_write_u32(&w, (uint32_t)tokenizer->merge[i].left);
        slm_write_u32(&w, (uint32_t)tokenizer->merge[i].right);
    }
    slm_write_checksum(&w);
    if (w.failed) {
        slm_writer_free(&w);
        return slm_out_of_memory(slm, "tokenizer");
    }
    *out = (slm_bytes){w.data, w.length, w.capacity};
    return SLM_OK;
}

static slm_tokenizer *refuse(slm_ctx *slm, const slm_reader *r, const char *rule) {
    SLM_FAIL(&slm->error, SLM_E_BYTES, SLM_UINT("at", r->at), SLM_TEXT("rule", rule));
    return NULL;
}

/* Each of tokens before its own, and none longer than a piece: no other can be learned, and a few
 * bytes of tokens that double in length could ask for all memory there is. False: they are not. */
static bool read_merges(slm_reader *r, slm_pair *merge, size_t merges, uint16_t *length) {
    for (size_t i = 0; i < SLM_TOKEN_BYTES; i++) length[i] = 1;
    for (size_t i = 0; i < merges; i++) {
        const uint32_t left = slm_read_u32(r), right = slm_read_u32(r);
        if (left >= SLM_TOKEN_BYTES + i || right >= SLM_TOKEN_BYTES + i) return false;
        if (length[left] + length[right] > SLM_PIECE) return false;
        length[SLM_TOKEN_BYTES + i] = (uint16_t)(length[left] + length[right]);
        merge[i] = (slm_pair){(int32_t)left, (int32_t)right};
    }
    return !r->failed && r->at == r->length;
}

slm_tokenizer *slm_tokenizer_load(slm_ctx *slm, const unsigned char *data, size_t length) {
    if (!slm) return NULL;
    slm_reader r = slm_reader_start(data, length);
    const unsigned char *magic = slm_read_raw(&r, sizeof MAGIC);
    if (!magic || memcmp(magic, MAGIC, sizeof MAGIC))
        return refuse(slm, &r, "these bytes are no tokenizer");
    if (slm_read_u8(&r) != VERSION) return refuse(slm, &r, "this version of the format is unknown");
    if (!slm_read_checksum(&r)) return refuse(slm, &r, "the bytes are damaged");
    const size_t merges = slm_read_u32(&r);
    if (merges > SLM_VOCABULARY - SLM_TOKEN_BYTES) return refuse(slm, &r, "the bytes are damaged");
    const size_t bytes = merges * sizeof(slm_pair) + (SLM_TOKEN_BYTES + merges) * sizeof(uint16_t);
    slm_pair *merge = slm_memory_alloc(&slm->memory, bytes);
    if (!merge) {
        slm_out_of_memory(slm, "tokenizer");
        return NULL;
    }
    uint16_t *lengths = (uint16_t *)(void *)(merge + merges);
    slm_tokenizer *made = read_merges(&r, merge, merges, lengths)
                              ? slm_vocabulary_make(slm, merge, merges)
                              : refuse(slm, &r, "the bytes are damaged");
    slm_memory_free(&slm->memory, merge, bytes);
    return made;
}
