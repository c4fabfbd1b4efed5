#include "transformer/step.h"

#include "nn/module.h"
#include "transformer/output.h"

#include <string.h>

/* The sum of a token's row and its position's, as slm_transformer_forward makes it. */
static slm_tensor *record_input(slm_ctx *slm, const slm_transformer *model,
                                slm_transformer_stages *s) {
    s->token = slm_index_new(slm, SLM_SHAPE(1), NULL);
    s->position = s->token ? slm_index_new(slm, SLM_SHAPE(1), NULL) : NULL;
    if (!s->position || !slm_name(slm, s->position, "position")) return NULL;
    slm_tensor *x = slm_embeddings_forward(slm, &model->tokens, s->token);
    slm_tensor *at = x ? slm_embeddings_forward(slm, &model->positions, s->position) : NULL;
    return at ? slm_add(slm, x, at) : NULL;
}

static bool record_blocks(slm_ctx *slm, const slm_transformer *model, slm_transformer_stages *s) {
    for (int i = 0; i < s->blocks; i++) {
        slm_block_stage *b = &s->block[i];
        b->in = i ? slm_tensor_new(slm, SLM_SHAPE(1, model->options.width), NULL, false)
                  : record_input(slm, model, s);
        if (!b->in) return false;
        b->out = slm_block_step(slm, &model->block[i], b->in, s->mask, s->context, &b->stored);
        if (!b->out) return false;
    }
    return true;
}

/* So that running them needs no memory. */
static bool sort_all(slm_ctx *slm, const slm_transformer_stages *s) {
    for (int i = 0; i < s->blocks; i++) {
        const slm_block_stage *b = &s->block[i];
        if (!slm_order_of(slm, b->stored.key, "generate") ||
            !slm_order_of(slm, b->stored.value, "generate") ||
            !slm_order_of(slm, b->out, "generate"))
            return false;
    }
    return slm_order_of(slm, s->logits, "generate");
}

static bool record(slm_ctx *slm, const slm_transformer *model, slm_transformer_stages *s) {
    s->block = slm_arena_array(&slm->tape, (size_t)s->blocks, sizeof *s->block);
    if (!s->block) {
        slm_out_of_memory(slm, "transformer");
        return false;
    }
    s->mask = slm_tensor_new(slm, SLM_SHAPE(1, s->context), NULL, false);
    if (!s->mask || !record_blocks(slm, model, s)) return false;
    s->last = slm_tensor_new(slm, SLM_SHAPE(1, model->options.width), NULL, false);
    s->logits = s->last ? slm_transformer_output(slm, model, s->last) : NULL;
    return s->logits && sort_all(slm, s);
}

slm_status slm_transformer_record_stages(slm_ctx *slm, const slm_transformer *model,
                                         slm_transformer_stages *stages) {
    *stages = (slm_transformer_stages){.context = model->options.context,
                                       .blocks = model->options.blocks};
    slm->error.own = SLM_OK;
    slm_layer_start start = slm_layer_begin(slm, model->scope);
    slm_tensor *logits = record(slm, model, stages) ? stages->logits : NULL;
    slm_layer_end(slm, &start, logits);
    return logits ? SLM_OK : slm->error.own;
}

static void store(slm_ctx *slm, slm_key_values *stored, size_t position) {
    const size_t *dim = stored->values->shape.dim, heads = dim[0], positions = dim[1], d = dim[2];
    slm_real *keys = stored->keys->data, *values = stored->values->data;
    for (size_t h = 0; h < heads; h++) {
        for (size_t i = 0; i < d; i++)
            keys[(h * d + i) * positions + position] = stored->key->data[h * d + i];
        memcpy(values + (h * positions + position) * d, stored->value->data + h * d,
               d * sizeof *values);
    }
    stored->keys->stamp = stored->values->stamp = ++slm->clock;
}

/* A result becomes the leaf from which the next forward starts. */
static void hand_on(slm_ctx *slm, const slm_tensor *result, slm_tensor *leaf) {
    memcpy(leaf->data, result->data, leaf->count * sizeof *leaf->data);
    leaf->stamp = ++slm->clock;
}

static slm_status run_block(slm_ctx *slm, slm_block_stage *b, size_t position) {
    slm_status s = slm_forward(slm, b->stored.key);
    if (!s) s = slm_forward(slm, b->stored.value);
    if (s) return s;
    store(slm, &b->stored, position);
    return slm_forward(slm, b->out);
}

slm_status slm_transformer_run_stages(slm_ctx *slm, slm_transformer_stages *stages, int32_t token,
                                      size_t position) {
    stages->token->index[0] = token;
    stages->position->index[0] = (int32_t)position;
    for (size_t i = 0; i < stages->context; i++) stages->mask->data[i] = i > position;
    stages->token->stamp = stages->position->stamp = stages->mask->stamp = ++slm->clock;
    for (int i = 0; i < stages->blocks; i++) {
        slm_block_stage *b = &stages->block[i];
        if (i) hand_on(slm, b[-1].out, b->in);
        slm_status s = run_block(slm, b, position);
        if (s) return s;
    }
    hand_on(slm, stages->block[stages->blocks - 1].out, stages->last);
    return slm_forward(slm, stages->logits);
}
