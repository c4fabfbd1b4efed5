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

/* The first tokens are the 256 bytes or the characters of a text; each later one is a merge. */
struct slm_tokenizer {
    size_t count;    /* tokens */
    size_t bases;    /* of these, tokens that are no merges */
    uint32_t *code;  /* (bases) code points, ascending; NULL: the bases are bytes */
    slm_pair *merge; /* (count - bases) */
    slm_span *span;  /* (count) */
    char *bytes;
    int32_t *found; /* (mask + 1): tokens by the hash of their pair, -1 where there is none */
    size_t mask;
};

static inline size_t slm_pair_hash(slm_pair p) {
    return (size_t)slm_rng_at((uint32_t)p.left, (uint32_t)p.right);
}

/* A tokenizer in the lasting memory. code (bases): ascending code points, or NULL for the 256
 * bytes. merge (merges): each of tokens before its own, and none longer than a piece. NULL with the
 * error. */
slm_tokenizer *slm_vocabulary_make(slm_ctx *slm, const uint32_t *code, size_t bases,
                                   const slm_pair *merge, size_t merges);

/* The token that merges the pair; -1: none does. */
int32_t slm_vocabulary_find(const slm_tokenizer *t, slm_pair pair);

/* Bytes of the first piece of the text, 1 to SLM_PIECE; length is 1 or more. */
enum { SLM_PIECE = 256 }; /* longer runs are cut, so that encoding takes no longer than the text */
size_t slm_piece(const char *text, size_t length);

/* Encodes with a tokenizer of characters. *count is the number of tokens, up to an error; those
 * that fit into `room` are written. UTF8: bytes that are not; SYMBOL: an unknown character. */
slm_status slm_characters_encode(slm_ctx *slm, const slm_tokenizer *t, const char *text,
                                 size_t length, int32_t *tokens, size_t room, size_t *count);

#endif
