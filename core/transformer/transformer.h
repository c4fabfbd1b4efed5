/* The Transformer that writes text: a decoder as in Radford et al., "Language models are
 * unsupervised multitask learners", 2019 (GPT-2). Included by slm.h. */
#ifndef SLM_TRANSFORMER_TRANSFORMER_H
#define SLM_TRANSFORMER_TRANSFORMER_H

#include "attention/attention.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Block: what every layer of it is,
 *
 *     h = x + attention(norm1(x))
 *     y = h + contract(gelu(expand(norm2(h))))
 *
 * with the norms before, so that the sums carry a gradient through many blocks unchanged (Xiong et
 * al., "On layer normalization in the Transformer architecture", 2020) --- */

typedef struct {
    slm_layernorm norm1, norm2;
    slm_multi_head attention;
    slm_linear expand;   /* (width, hidden) */
    slm_linear contract; /* (hidden, width) */
    const char *scope;
} slm_block;

/* The deviation of weights and tables at first, as in GPT-2. */
#define SLM_TRANSFORMER_DEVIATION 0.02

/* Weights are drawn with that deviation, those of the two layers that add to the sums with it
 * divided by sqrt(2 * blocks), `blocks` being how many stand on each other: or the sums would grow
 * with the depth. */
slm_status slm_block_create(slm_ctx *slm, slm_block *block, const char *name, size_t width,
                            int heads, size_t hidden, int blocks);

/* x (..., T, width) -> the same shape; dropout of attention weights and of what is added. mask and
 * weights as for slm_multi_head_forward. */
slm_tensor *slm_block_forward(slm_ctx *slm, const slm_block *block, slm_tensor *x, slm_tensor *mask,
                              double dropout, slm_tensor **weights);

/* --- Transformer --- */

enum { SLM_BLOCKS = 16 }; /* at most */

typedef struct {
    size_t vocabulary; /* different tokens, 1 or more */
    size_t context;    /* positions it sees at most, 1 or more */
    size_t width;      /* numbers a position, a multiple of heads */
    int heads;
    int blocks;     /* 1 to SLM_BLOCKS */
    size_t hidden;  /* of the feed-forward layers; 0: 4 * width */
    double dropout; /* while training, [0, 1) */
    bool untied;    /* the way out has a matrix of its own, "head", instead of the token table */
} slm_transformer_options;

typedef struct {
    slm_transformer_options options;
    slm_embeddings tokens; /* (vocabulary, width): the way in, and, transposed, the way out (Press
                         and Wolf, "Using the output embedding to improve language models", 2017) */
    slm_embeddings positions; /* (context, width) */
    slm_block block[SLM_BLOCKS];
    slm_layernorm norm;
    slm_linear head; /* (width, vocabulary), without a bias; only when untied */
    const char *scope;
} slm_transformer;

/* Makes the parameters within the open scopes and "transformer". */
slm_status slm_transformer_create(slm_ctx *slm, slm_transformer *model,
                                  const slm_transformer_options *options);

/* Token indices (..., T), T from 1 to context, -> logits (..., T, vocabulary): at each position
 * those of the token that comes next. No position sees a later one. training: with dropout.
 * weights, unless NULL, has room for options.blocks tensors and gets each block's attention, (...,
 * heads, T, T); NULL, when recording fails. */
slm_tensor *slm_transformer_forward(slm_ctx *slm, const slm_transformer *model, slm_tensor *tokens,
                                    bool training, slm_tensor **weights);

#ifdef __cplusplus
}
#endif

#endif
