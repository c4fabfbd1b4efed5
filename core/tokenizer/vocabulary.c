#include "tokenizer/vocabulary.h"

#include "base/utf8.h"
#include "tokenizer/tokenizer.h"

#include <string.h>

static const slm_pair *merge_of(const slm_tokenizer *t, size_t token) {
    return &t->merge[token - t->bases];
}

static void add_to_found(slm_tokenizer *t, size_t token) {
    size_t at = slm_pair_hash(*merge_of(t, token)) & t->mask;
    while (t->found[at] >= 0) at = (at + 1) & t->mask;
    t->found[at] = (int32_t)token;
}

int32_t slm_vocabulary_find(const slm_tokenizer *t, slm_pair pair) {
    size_t at = slm_pair_hash(pair) & t->mask;
    for (; t->found[at] >= 0; at = (at + 1) & t->mask) {
        const slm_pair *known = merge_of(t, (size_t)t->found[at]);
        if (known->left == pair.left && known->right == pair.right) break;
    }
    return t->found[at];
}

/* Writes the bytes of a token that is no merge. Returns how many they are. */
static size_t spell_base(const slm_tokenizer *t, size_t token, char bytes[SLM_UTF8_BYTES]) {
    if (t->code) return slm_utf8_write(t->code[token], bytes);
    bytes[0] = (char)(unsigned char)token;
    return 1;
}

/* Where each token's bytes will stand. Returns their sum. */
static size_t lay_out(slm_tokenizer *t) {
    size_t total = 0;
    for (size_t i = 0; i < t->count; i++) {
        size_t length;
        if (i < t->bases) {
            char base[SLM_UTF8_BYTES];
            length = spell_base(t, i, base);
        } else {
            const slm_pair *p = merge_of(t, i);
            length = t->span[p->left].length + t->span[p->right].length;
        }
        t->span[i] = (slm_span){total, length};
        total += length;
    }
    return total;
}

static void spell(slm_tokenizer *t) {
    for (size_t i = 0; i < t->count; i++) {
        char *to = t->bytes + t->span[i].start;
        if (i < t->bases) {
            char base[SLM_UTF8_BYTES];
            memcpy(to, base, spell_base(t, i, base));
            continue;
        }
        const slm_span left = t->span[merge_of(t, i)->left], right = t->span[merge_of(t, i)->right];
        memcpy(to, t->bytes + left.start, left.length);
        memcpy(to + left.length, t->bytes + right.start, right.length);
    }
}

/* At most half full, so that a search ends soon. */
static size_t table_size(size_t merges) {
    size_t size = 2;
    while (size < 2 * merges + 2) size *= 2;
    return size;
}

static slm_tokenizer *make(slm_ctx *slm, const uint32_t *code, size_t bases, const slm_pair *merge,
                           size_t merges) {
    slm_tokenizer *t = slm_arena_array(&slm->lasting, 1, sizeof *t);
    if (!t) return NULL;
    const size_t size = table_size(merges);
    t->bases = bases;
    t->count = bases + merges;
    t->mask = size - 1;
    t->merge = slm_arena_array(&slm->lasting, merges, sizeof *t->merge);
    t->span = slm_arena_array(&slm->lasting, t->count, sizeof *t->span);
    t->found = slm_arena_array(&slm->lasting, size, sizeof *t->found);
    if (!t->merge || !t->span || !t->found) return NULL;
    if (code) {
        if (!(t->code = slm_arena_array(&slm->lasting, bases, sizeof *code))) return NULL;
        memcpy(t->code, code, bases * sizeof *code);
    }
    if (merges) memcpy(t->merge, merge, merges * sizeof *merge);
    if (!(t->bytes = slm_arena_array(&slm->lasting, lay_out(t), 1))) return NULL;
    spell(t);
    for (size_t i = 0; i < size; i++) t->found[i] = -1;
    for (size_t i = bases; i < t->count; i++) add_to_found(t, i);
    return t;
}

slm_tokenizer *slm_vocabulary_make(slm_ctx *slm, const uint32_t *code, size_t bases,
                                   const slm_pair *merge, size_t merges) {
    const slm_arena_mark before = slm_arena_here(&slm->lasting);
    slm_tokenizer *t = make(slm, code, bases, merge, merges);
    if (!t) {
        slm_arena_rewind(&slm->lasting, before);
        slm_out_of_memory(slm, "tokenizer");
    }
    return t;
}
