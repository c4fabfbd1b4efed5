/* The Transformer for one position at a time, with the keys and values of the positions before it
 * stored: a text of T tokens costs T rows of every product, not T * T.
 *
 * An element of a product is summed over ascending k and a masked score adds exactly 0, so the
 * logits have the same bits as those of slm_transformer_forward over the whole text. */
#ifndef SLM_TRANSFORMER_STEP_H
#define SLM_TRANSFORMER_STEP_H

#include "transformer/transformer.h"

/* One block: `in` is what it starts from. `in` of all blocks but the first is a leaf, since the
 * result before it is computed in a forward of its own. */
typedef struct {
    slm_tensor *in, *out; /* (1, width) */
    slm_key_values stored;
} slm_block_stage;

typedef struct {
    size_t context;
    int blocks;
    slm_tensor *token, *position; /* leaves (1) */
    slm_tensor *mask;             /* leaf (1, context): 1 where nothing is stored yet */
    slm_block_stage *block;       /* (blocks) */
    slm_tensor *last;             /* leaf (1, width): what the last block gave */
    slm_tensor *logits;           /* (1, vocabulary) */
} slm_transformer_stages;

/* A row of slm_block_forward. x (1, width) -> (1, width); see slm_multi_head_step. */
slm_tensor *slm_block_step(slm_ctx *slm, const slm_block *block, slm_tensor *x, slm_tensor *mask,
                           size_t positions, slm_key_values *stored);

/* Records all stages, on the tape. */
slm_status slm_transformer_record_stages(slm_ctx *slm, const slm_transformer *model,
                                         slm_transformer_stages *stages);

/* Runs them for `token` at `position`, 0 to context - 1. All positions before it must have been run
 * since the parameters changed. The logits are those of the token after it. */
slm_status slm_transformer_run_stages(slm_ctx *slm, slm_transformer_stages *stages, int32_t token,
                                      size_t position);

#endif
