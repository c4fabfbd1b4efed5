/* A tokenizer as bytes: "SLMV", version, count of merges, then each: left, right. The checksum of
 * all this is the end. */
#include "autograd/hand_over.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocabulary.h"

#include <string.h>

static const char MAGIC[4] = {'S', 'L', 'M', 'V'};

enum { VERSION = 1 };

slm_status slm_tokenizer_save(slm_ctx *slm, const slm_tokenizer *tokenizer, slm_bytes *out) {
    if (!slm) return SLM_E_NULL;
    if (!tokenizer || !out)
        return slm_fail_null(&slm->error, "tokenizer",
                             tokenizer ? "where the bytes go" : "the tokenizer");
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
    return slm_hand_over(slm, &w, out, "tokenizer");
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
