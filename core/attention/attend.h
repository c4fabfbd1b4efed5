/* The parts of attention, for layers that keep their keys transposed. Called between
 * slm_layer_begin and slm_layer_end. */
#ifndef SLM_ATTENTION_ATTEND_H
#define SLM_ATTENTION_ATTEND_H

#include "attention/attention.h"

/* The leaf 1 / sqrt(d) for q (..., T, d). NULL with the error for any other shape. */
slm_tensor *slm_attention_scale(slm_ctx *slm, const slm_tensor *q);

/* softmax(q k scale) v: as slm_attention, but with k (..., d, S). */
slm_tensor *slm_attend(slm_ctx *slm, slm_tensor *q, slm_tensor *k, slm_tensor *v, slm_tensor *scale,
                       slm_tensor *mask, double dropout, slm_tensor **weights);

#endif
