/* The end of the Transformer: from the last block to the logits. */
#ifndef SLM_TRANSFORMER_OUTPUT_H
#define SLM_TRANSFORMER_OUTPUT_H

#include "transformer/transformer.h"

/* x (..., width) -> logits (..., vocabulary): the last norm, then the token table transposed or,
 * untied, the head. */
slm_tensor *slm_transformer_output(slm_ctx *slm, const slm_transformer *model, slm_tensor *x);

#endif
