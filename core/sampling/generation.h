/* A text that is continued token by token. Included by sampling/sampling.h. */
#ifndef SLM_SAMPLING_GENERATION_H
#define SLM_SAMPLING_GENERATION_H

#include "transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a model needs to read a text and name the next token, recorded on the tape without
 * gradients. Valid until the tape is rewound past it. */
typedef struct slm_generation slm_generation;

/* cached: keys and values of earlier positions are kept, so one more token costs one position
 * instead of the whole text. The logits have the same bits with and without. NULL with the error.
 */
slm_generation *slm_generation_start(slm_ctx *slm, const slm_transformer *model, bool cached);

/* Appends tokens (count) to the text. The model sees the last options.context of them. As long as
 * the text fits, the cache serves; once it slides, every position changes its place and each token
 * is computed from the whole window, and so is the text so far after parameters have changed.
 * Allocates nothing. INDEX for a token outside the vocabulary, STEPPING while a stepped pass is
 * under way: nothing is appended. */
slm_status slm_generation_append(slm_ctx *slm, slm_generation *g, const int32_t *tokens,
                                 size_t count);

/* The logits (vocabulary) of the next token; NULL before the first append. Valid until the next. */
const slm_real *slm_generation_logits(const slm_generation *g);

size_t
slm_generation_seen(const slm_generation *g); /* tokens the model sees, at most its context */
bool slm_generation_slides(const slm_generation *g); /* the text is longer than that */
void slm_generation_clear(slm_generation *g);        /* back to the empty text */

#ifdef __cplusplus
}
#endif

#endif
