/* Attention: each position takes from the others what it asks for. Included by slm.h.
 *
 * Vaswani et al., "Attention is all you need", 2017, section 3.2. */
#ifndef SLM_ATTENTION_ATTENTION_H
#define SLM_ATTENTION_ATTENTION_H

#include "nn/nn.h"

#ifdef __cplusplus
extern "C" {
#endif

/* softmax(q k^T / sqrt(d)) v  (equation 1). q (..., T, d), k (..., S, d), v (..., S, e) give
 * (..., T, e): position t mixes the S rows of v by how well its query fits their keys. Leading axes
 * broadcast as in slm_matmul; d is 1 or more.
 *
 * mask: reals that broadcast to (..., T, S), not 0 where a position is not to be seen
 * (slm_causal_mask); NULL: all are seen. A position that sees none mixes all alike. dropout: the
 * chance of a weight to be dropped, [0, 1); 0 records none. weights, unless NULL, gets the softmax
 * (..., T, S), before dropout: who looks at whom; NULL, when the call fails.
 *
 * Records transpose, matmul, mul, masked_fill, softmax, dropout and matmul on the tape, or nothing
 * when one of them fails. */
slm_tensor *slm_attention(slm_ctx *slm, slm_tensor *q, slm_tensor *k, slm_tensor *v,
                          slm_tensor *mask, double dropout, slm_tensor **weights);

/* --- Multi-head attention: several small attentions side by side, each on its own projection of
 * the input (section 3.2.2) --- */

typedef struct {
    slm_linear query, key, value, output; /* (width, width) each */
    int heads;
    const char *scope;
} slm_multi_head;

/* width is a multiple of heads; each head sees width / heads numbers of a position. */
slm_status slm_multi_head_create(slm_ctx *slm, slm_multi_head *layer, const char *name,
                                 size_t width, int heads, slm_init init);

/* Self-attention: x (..., T, width) -> the same shape, of rank 2 to SLM_MAX_RANK - 1. mask, dropout
 * and weights as above; weights gets (..., heads, T, T). */
slm_tensor *slm_multi_head_forward(slm_ctx *slm, const slm_multi_head *layer, slm_tensor *x,
                                   slm_tensor *mask, double dropout, slm_tensor **weights);

/* The keys and values of a text's positions, for a graph that computes one position at a time. */
typedef struct {
    slm_tensor *keys;        /* leaf (heads, d, T), d = width / heads: a column for each position */
    slm_tensor *values;      /* leaf (heads, T, d): a row for each position */
    slm_tensor *key, *value; /* results (heads, 1, d) for the position at hand. The caller stores
                                them in the leaves before it computes what depends on them. */
} slm_key_values;

/* Self-attention of one position x (1, width) to the T stored ones: a row of slm_multi_head_forward
 * with the same bits. mask (1, T) is not 0 where nothing is stored yet. Records the leaves and
 * results of `stored` as well; `positions` is T. */
slm_tensor *slm_multi_head_step(slm_ctx *slm, const slm_multi_head *layer, slm_tensor *x,
                                slm_tensor *mask, size_t positions, slm_key_values *stored);

#ifdef __cplusplus
}
#endif

#endif
