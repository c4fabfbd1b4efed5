/* What a tokenizer knows, for the files that make it and use it. */
#ifndef SLM_TOKENIZER_VOCABULARY_H
#define SLM_TOKENIZER_VOCABULARY_H

#include "autograd/context.h"

/* Two tokens that a later one merges. */
typedef struct {
    int32_t left, right;
} slm_pair;

/* Where a token's bytes stand among those of all. */
typedef struct {
    size_t start, length;
} slm_span;

struct slm_tokenizer {
    size_t count;    /* tokens */
    slm_pair *merge; /* (count - SLM_TOKEN_BYTES) */
    slm_span *span;  /* (count) */
    char *bytes;
    int32_t *found; /* (mask + 1): tokens by the hash of their pair, -1 where there is none */
    size_t mask;
};

static inline size_t slm_pair_hash(slm_pair p) {
    return (size_t)slm_rng_at((uint32_t)p.left, (uint32_t)p.right);
}

/* A tokenizer of these merges, each of tokens before its own and none longer than a piece, in the
 * lasting memory. NULL: the error stands. */
slm_tokenizer *slm_vocabulary_make(slm_ctx *slm, const slm_pair *merge, size_t merges);

/* The token that merges the pair; -1: none does. */
int32_t slm_vocabulary_find(const slm_tokenizer *t, slm_pair pair);

/* Bytes of the first piece of the text, 1 to SLM_PIECE; length is 1 or more. */
enum { SLM_PIECE = 256 }; /* longer runs are cut, so that encoding takes no longer than the text */
size_t slm_piece(const char *text, size_t length);

#endif
