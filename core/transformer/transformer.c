#include "transformer/transformer.h"

#include "nn/module.h"
#include "transformer/output.h"

static slm_status refuse(slm_ctx *slm, const char *key, double value, const char *rule) {
    return slm_fail_value(&slm->error, "transformer", key, value, rule);
}

/* What the layers refuse themselves is theirs to say. */
static slm_status check(slm_ctx *slm, const slm_transformer_options *o) {
    static const char countable[] = "1 to 2147483647";
    if (o->vocabulary < 1 || o->vocabulary > INT32_MAX)
        return refuse(slm, "vocabulary", (double)o->vocabulary, countable);
    if (o->context < 1 || o->context > INT32_MAX)
        return refuse(slm, "context", (double)o->context, countable);
    if (o->blocks < 1 || o->blocks > SLM_BLOCKS)
        return refuse(slm, "the count of blocks", o->blocks, "1 to 16");
    if (!(o->dropout >= 0 && o->dropout < 1))
        return refuse(slm, "dropout", o->dropout, "0 or more and less than 1");
    return SLM_OK;
}

static slm_status make(slm_ctx *slm, slm_transformer *model) {
    const slm_transformer_options *o = &model->options;
    slm_status s = check(slm, o);
    if (!s)
        s = slm_embeddings_create(slm, &model->tokens, "tokens", o->vocabulary, o->width,
                                  SLM_TRANSFORMER_DEVIATION);
    if (!s)
        s = slm_embeddings_create(slm, &model->positions, "positions", o->context, o->width,
                                  SLM_TRANSFORMER_DEVIATION);
    for (int i = 0; !s && i < o->blocks; i++) {
        char name[SLM_NUMBERED];
        slm_numbered(name, "block", i + 1);
        s = slm_block_create(slm, &model->block[i], name, o->width, o->heads, o->hidden, o->blocks);
    }
    if (!s) s = slm_layernorm_create(slm, &model->norm, "norm", o->width);
    if (s || !o->untied) return s;
    s = slm_linear_create_unbiased(slm, &model->head, "head", o->width, o->vocabulary,
                                   SLM_INIT_ZEROS);
    return s ? s : slm_init_normal(slm, model->head.weight, SLM_TRANSFORMER_DEVIATION);
}

slm_status slm_transformer_create(slm_ctx *slm, slm_transformer *model,
                                  const slm_transformer_options *options) {
    if (model) *model = (slm_transformer){0};
    if (!slm) return SLM_E_NULL;
    if (!model || !options)
        return slm_fail_null(&slm->error, "transformer", model ? "the options" : "the model");
    *model = (slm_transformer){.options = *options};
    slm_transformer_options *o = &model->options;
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, "transformer");
    model->scope = slm->scope;
    if (!o->hidden && !slm_size_mul(o->width, 4, &o->hidden)) o->hidden = SIZE_MAX;
    if (!s) s = make(slm, model);
    if (s) *model = (slm_transformer){0};
    return slm_layer_make_end(slm, &making, s);
}

/* The table's row for each of n positions. */
static slm_tensor *positions(slm_ctx *slm, const slm_transformer *model, size_t n) {
    slm_tensor *at = slm_index_new(slm, SLM_SHAPE(n), NULL);
    if (!at || !slm_name(slm, at, "position")) return NULL;
    for (size_t i = 0; i < n; i++) at->index[i] = (int32_t)i;
    return slm_embeddings_forward(slm, &model->positions, at);
}

slm_tensor *slm_transformer_output(slm_ctx *slm, const slm_transformer *model, slm_tensor *x) {
    x = slm_layernorm_forward(slm, &model->norm, x);
    if (x && model->options.untied) return slm_linear_forward(slm, &model->head, x);
    return x ? slm_matmul(slm, x, slm_transpose(slm, model->tokens.weight, 0, 1)) : NULL;
}

static slm_tensor *record(slm_ctx *slm, const slm_transformer *model, slm_tensor *tokens,
                          size_t length, double dropout, slm_tensor **weights) {
    const slm_transformer_options *o = &model->options;
    slm_tensor *x = slm_embeddings_forward(slm, &model->tokens, tokens);
    slm_tensor *at = x ? positions(slm, model, length) : NULL;
    x = at ? slm_add(slm, x, at) : NULL;
    if (x && dropout != 0) x = slm_dropout(slm, x, dropout);
    slm_tensor *mask = x ? slm_causal_mask(slm, length) : NULL;
    for (int i = 0; mask && x && i < o->blocks; i++)
        x = slm_block_forward(slm, &model->block[i], x, mask, dropout,
                              weights ? &weights[i] : NULL);
    return mask && x ? slm_transformer_output(slm, model, x) : NULL;
}

slm_tensor *slm_transformer_forward(slm_ctx *slm, const slm_transformer *model, slm_tensor *tokens,
                                    bool training, slm_tensor **weights) {
    if (slm_check_tensor(slm, tokens, "transformer", "tokens") ||
        slm_check_tensor(slm, model ? model->tokens.weight : NULL, "transformer",
                         "the token table"))
        return NULL;
    const slm_shape *shape = &tokens->shape;
    size_t length = shape->rank ? shape->dim[shape->rank - 1] : 0;
    if (shape->rank < 1 || length < 1 || length > model->options.context) {
        slm_fail_relation(&slm->error, "transformer", "the count of positions", (double)length,
                          "the model's context", (double)model->options.context,
                          "it must be 1 to the context");
        return NULL;
    }
    slm_layer_start start = slm_layer_begin(slm, model->scope);
    slm_tensor *logits =
        record(slm, model, tokens, length, training ? model->options.dropout : 0, weights);
    for (int i = 0; !logits && weights && i < model->options.blocks; i++) weights[i] = NULL;
    return slm_layer_end(slm, &start, logits);
}
