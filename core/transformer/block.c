#include "nn/module.h"
#include "transformer/step.h"

static slm_status make(slm_ctx *slm, slm_block *b, size_t width, int heads, size_t hidden) {
    slm_status s = slm_layernorm_create(slm, &b->norm1, "norm1", width);
    if (!s)
        s = slm_multi_head_create(slm, &b->attention, "attention", width, heads, SLM_INIT_ZEROS);
    if (!s) s = slm_layernorm_create(slm, &b->norm2, "norm2", width);
    if (!s) s = slm_linear_create(slm, &b->expand, "expand", width, hidden, SLM_INIT_ZEROS);
    if (!s) s = slm_linear_create(slm, &b->contract, "contract", hidden, width, SLM_INIT_ZEROS);
    return s;
}

static slm_status draw(slm_ctx *slm, slm_block *b, int blocks) {
    const double adding = SLM_TRANSFORMER_DEVIATION / sqrt(2.0 * blocks);
    const struct {
        slm_tensor *weight;
        double deviation;
    } part[] = {{b->attention.query.weight, SLM_TRANSFORMER_DEVIATION},
                {b->attention.key.weight, SLM_TRANSFORMER_DEVIATION},
                {b->attention.value.weight, SLM_TRANSFORMER_DEVIATION},
                {b->attention.output.weight, adding},
                {b->expand.weight, SLM_TRANSFORMER_DEVIATION},
                {b->contract.weight, adding}};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        slm_status s = slm_init_normal(slm, part[i].weight, part[i].deviation);
        if (s) return s;
    }
    return SLM_OK;
}

slm_status slm_block_create(slm_ctx *slm, slm_block *block, const char *name, size_t width,
                            int heads, size_t hidden, int blocks) {
    if (!slm) return SLM_E_NULL;
    if (!block) return slm_fail_null(&slm->error, "block", "the block");
    *block = (slm_block){0};
    if (blocks < 1)
        return slm_fail_value(&slm->error, "block", "the count of blocks", blocks, "1 or more");
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, name);
    block->scope = slm->scope;
    if (!s) s = make(slm, block, width, heads, hidden);
    if (!s) s = draw(slm, block, blocks);
    if (s) *block = (slm_block){0};
    return slm_layer_make_end(slm, &making, s);
}

/* x + what a branch gives, of which some is dropped */
static slm_tensor *add(slm_ctx *slm, slm_tensor *x, slm_tensor *branch, double dropout) {
    if (branch && dropout != 0) branch = slm_dropout(slm, branch, dropout);
    return branch ? slm_add(slm, x, branch) : NULL;
}

static slm_tensor *feed_forward(slm_ctx *slm, const slm_block *b, slm_tensor *x) {
    x = slm_linear_forward(slm, &b->expand, x);
    if (x) x = slm_gelu(slm, x, false);
    return x ? slm_linear_forward(slm, &b->contract, x) : NULL;
}

/* The second half, from what attention gave. */
static slm_tensor *record_rest(slm_ctx *slm, const slm_block *b, slm_tensor *x, slm_tensor *seen,
                               double dropout) {
    x = add(slm, x, seen, dropout);
    slm_tensor *thought = x ? slm_layernorm_forward(slm, &b->norm2, x) : NULL;
    if (thought) thought = feed_forward(slm, b, thought);
    return add(slm, x, thought, dropout);
}

static slm_tensor *record(slm_ctx *slm, const slm_block *b, slm_tensor *x, slm_tensor *mask,
                          double dropout, slm_tensor **weights) {
    slm_tensor *seen = slm_layernorm_forward(slm, &b->norm1, x);
    if (seen) seen = slm_multi_head_forward(slm, &b->attention, seen, mask, dropout, weights);
    return record_rest(slm, b, x, seen, dropout);
}

slm_tensor *slm_block_forward(slm_ctx *slm, const slm_block *block, slm_tensor *x, slm_tensor *mask,
                              double dropout, slm_tensor **weights) {
    if (weights) *weights = NULL;
    if (slm_check_tensor(slm, block ? block->norm1.gamma : NULL, "block", "the norm's gamma"))
        return NULL;
    slm_layer_start start = slm_layer_begin(slm, block->scope);
    slm_tensor *y = record(slm, block, x, mask, dropout, weights);
    if (!y && weights) *weights = NULL;
    return slm_layer_end(slm, &start, y);
}

slm_tensor *slm_block_step(slm_ctx *slm, const slm_block *block, slm_tensor *x, slm_tensor *mask,
                           size_t positions, slm_key_values *stored) {
    slm_layer_start start = slm_layer_begin(slm, block->scope);
    slm_tensor *seen = slm_layernorm_forward(slm, &block->norm1, x);
    if (seen) seen = slm_multi_head_step(slm, &block->attention, seen, mask, positions, stored);
    return slm_layer_end(slm, &start, record_rest(slm, block, x, seen, 0));
}
