/* A tokenizer as bytes (autograd/saved.h): count of merges, then each: left, right. A tokenizer of
 * characters has no merges; its code points follow, in ascending order. */
#include "autograd/saved.h"
#include "base/utf8.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocabulary.h"

static const slm_format FORMAT = {{'S', 'L', 'M', 'V'}, 1, "these bytes are no tokenizer"};

slm_status slm_tokenizer_save(slm_ctx *slm, const slm_tokenizer *tokenizer, slm_bytes *out) {
    if (!slm) return SLM_E_NULL;
    if (!tokenizer || !out)
        return slm_fail_null(&slm->error, "tokenizer",
                             tokenizer ? "where the bytes go" : "the tokenizer");
    const size_t merges = tokenizer->count - tokenizer->bases;
    slm_writer w = slm_saved_begin(slm, &FORMAT);
    slm_write_u32(&w, (uint32_t)merges);
    for (size_t i = 0; i < merges; i++) {
        slm_write_u32(&w, (uint32_t)tokenizer->merge[i].left);
        slm_write_u32(&w, (uint32_t)tokenizer->merge[i].right);
    }
    for (size_t i = 0; tokenizer->code && i < tokenizer->bases; i++)
        slm_write_u32(&w, tokenizer->code[i]);
    return slm_saved_end(slm, &w, out, "tokenizer");
}

static slm_tokenizer *damaged(slm_ctx *slm, const slm_reader *r) {
    slm_saved_damaged(slm, r);
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

static slm_tokenizer *load_merges(slm_ctx *slm, slm_reader *r, size_t merges) {
    const size_t bytes = merges * sizeof(slm_pair) + (SLM_TOKEN_BYTES + merges) * sizeof(uint16_t);
    slm_pair *merge = slm_memory_alloc(&slm->memory, bytes);
    if (!merge) {
        slm_out_of_memory(slm, "tokenizer");
        return NULL;
    }
    uint16_t *lengths = (uint16_t *)(void *)(merge + merges);
    slm_tokenizer *made = read_merges(r, merge, merges, lengths)
                              ? slm_vocabulary_make(slm, NULL, SLM_TOKEN_BYTES, merge, merges)
                              : damaged(slm, r);
    slm_memory_free(&slm->memory, merge, bytes);
    return made;
}

/* Each a code point, and more than the one before. */
static bool read_codes(slm_reader *r, uint32_t *code, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char text[SLM_UTF8_BYTES];
        uint32_t back;
        code[i] = slm_read_u32(r);
        if (code[i] >= SLM_CODE_POINTS || (i && code[i] <= code[i - 1])) return false;
        if (!slm_utf8_read(text, slm_utf8_write(code[i], text), &back)) return false;
    }
    return !r->failed && r->at == r->length;
}

static slm_tokenizer *load_characters(slm_ctx *slm, slm_reader *r, size_t count) {
    const size_t bytes = count * sizeof(uint32_t);
    uint32_t *code = slm_memory_alloc(&slm->memory, bytes);
    if (!code) {
        slm_out_of_memory(slm, "tokenizer");
        return NULL;
    }
    slm_tokenizer *made = read_codes(r, code, count)
                              ? slm_vocabulary_make(slm, code, count, NULL, 0)
                              : damaged(slm, r);
    slm_memory_free(&slm->memory, code, bytes);
    return made;
}

slm_tokenizer *slm_tokenizer_load(slm_ctx *slm, const unsigned char *data, size_t length) {
    if (!slm) return NULL;
    slm_reader r = slm_reader_start(data, length);
    if (slm_saved_open(slm, &r, &FORMAT)) return NULL;
    const size_t merges = slm_read_u32(&r);
    if (r.failed || merges > SLM_VOCABULARY - SLM_TOKEN_BYTES) return damaged(slm, &r);
    const size_t codes = (r.length - r.at) / sizeof(uint32_t);
    if (merges || !codes) return load_merges(slm, &r, merges);
    return codes <= SLM_VOCABULARY ? load_characters(slm, &r, codes) : damaged(slm, &r);
}
