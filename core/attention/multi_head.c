#include "attention/attend.h"
#include "nn/module.h"

static slm_status make(slm_ctx *slm, slm_multi_head *layer, size_t width, slm_init init) {
    slm_linear *const linear[] = {&layer->query, &layer->key, &layer->value, &layer->output};
    static const char *const name[] = {"query", "key", "value", "output"};
    for (int i = 0; i < 4; i++) {
        slm_status s = slm_linear_create(slm, linear[i], name[i], width, width, init);
        if (s) return s;
    }
    return SLM_OK;
}

slm_status slm_multi_head_create(slm_ctx *slm, slm_multi_head *layer, const char *name,
                                 size_t width, int heads, slm_init init) {
    if (!slm) return SLM_E_NULL;
    if (!layer) return slm_fail_null(&slm->error, "multi_head", "the layer");
    *layer = (slm_multi_head){.heads = heads};
    if (heads < 1 || width == 0 || width % (size_t)heads)
        return slm_fail_relation(&slm->error, "multi_head", "the count of heads", heads,
                                 "the width", (double)width, "heads must divide the width");
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, name);
    layer->scope = slm->scope;
    if (!s) s = make(slm, layer, width, init);
    if (s) *layer = (slm_multi_head){0};
    return slm_layer_make_end(slm, &making, s);
}

/* (..., T, width) -> (..., heads, T, width / heads) */
static slm_tensor *split(slm_ctx *slm, slm_tensor *x, int heads) {
    if (!x) return NULL;
    const int rank = x->shape.rank;
    int64_t apart[SLM_MAX_RANK];
    for (int i = 0; i < rank - 1; i++) apart[i] = (int64_t)x->shape.dim[i];
    apart[rank - 1] = heads;
    apart[rank] = (int64_t)x->shape.dim[rank - 1] / heads;
    x = slm_reshape(slm, x, rank + 1, apart);
    return x ? slm_transpose(slm, x, -3, -2) : NULL;
}

/* and back, to the shape that it came from */
static slm_tensor *join(slm_ctx *slm, slm_tensor *x, const slm_shape *shape) {
    int64_t whole[SLM_MAX_RANK];
    for (int i = 0; i < shape->rank; i++) whole[i] = (int64_t)shape->dim[i];
    if (x) x = slm_transpose(slm, x, -3, -2);
    return x ? slm_reshape(slm, x, shape->rank, whole) : NULL;
}

static slm_tensor *projected(slm_ctx *slm, const slm_multi_head *layer, const slm_linear *linear,
                             slm_tensor *x) {
    return split(slm, slm_linear_forward(slm, linear, x), layer->heads);
}

/* x (..., T, width) -> the same shape */
static slm_tensor *record(slm_ctx *slm, const slm_multi_head *layer, slm_tensor *x,
                          slm_tensor *mask, double dropout, slm_tensor **weights) {
    slm_tensor *q = projected(slm, layer, &layer->query, x); /* (..., heads, T, width / heads), */
    slm_tensor *k = q ? projected(slm, layer, &layer->key, x) : NULL; /* as are k, v and y */
    slm_tensor *v = k ? projected(slm, layer, &layer->value, x) : NULL;
    slm_tensor *y = v ? slm_attention(slm, q, k, v, mask, dropout, weights) : NULL;
    y = join(slm, y, &x->shape);
    return y ? slm_linear_forward(slm, &layer->output, y) : NULL;
}

slm_tensor *slm_multi_head_forward(slm_ctx *slm, const slm_multi_head *layer, slm_tensor *x,
                                   slm_tensor *mask, double dropout, slm_tensor **weights) {
    if (weights) *weights = NULL;
    if (slm_check_tensor(slm, x, "multi_head", "x")) return NULL;
    if (slm_check_tensor(slm, layer ? layer->query.weight : NULL, "multi_head",
                         "the query's weight"))
        return NULL;
    if (x->shape.rank < 2 || x->shape.rank >= SLM_MAX_RANK) {
        SLM_FAIL(&slm->error, SLM_E_RANK, SLM_TEXT("op", "multi_head"), SLM_TEXT("what", "x"),
                 SLM_DIMS("shape", &x->shape), SLM_TEXT("rule", "2 to 7: (..., positions, width)"));
        return NULL;
    }
    slm_layer_start start = slm_layer_begin(slm, layer->scope);
    slm_tensor *y = record(slm, layer, x, mask, dropout, weights);
    if (!y && weights) *weights = NULL;
    return slm_layer_end(slm, &start, y);
}

static slm_tensor *record_step(slm_ctx *slm, const slm_multi_head *layer, slm_tensor *x,
                               slm_tensor *mask, size_t positions, slm_key_values *stored) {
    const size_t heads = (size_t)layer->heads, d = x->shape.dim[1] / heads;
    slm_tensor *q = projected(slm, layer, &layer->query, x);
    stored->key = q ? projected(slm, layer, &layer->key, x) : NULL;
    stored->value = stored->key ? projected(slm, layer, &layer->value, x) : NULL;
    stored->keys =
        stored->value ? slm_tensor_new(slm, SLM_SHAPE(heads, d, positions), NULL, false) : NULL;
    stored->values =
        stored->keys ? slm_tensor_new(slm, SLM_SHAPE(heads, positions, d), NULL, false) : NULL;
    slm_tensor *scale = stored->values ? slm_attention_scale(slm, q) : NULL;
    slm_tensor *y =
        scale ? slm_attend(slm, q, stored->keys, stored->values, scale, mask, 0, NULL) : NULL;
    y = join(slm, y, &x->shape);
    return y ? slm_linear_forward(slm, &layer->output, y) : NULL;
}

slm_tensor *slm_multi_head_step(slm_ctx *slm, const slm_multi_head *layer, slm_tensor *x,
                                slm_tensor *mask, size_t positions, slm_key_values *stored) {
    if (slm_check_tensor(slm, x, "multi_head", "x") ||
        slm_check_tensor(slm, mask, "multi_head", "the mask") ||
        slm_check_tensor(slm, layer ? layer->query.weight : NULL, "multi_head",
                         "the query's weight"))
        return NULL;
    if (x->shape.rank != 2 || x->shape.dim[0] != 1) {
        SLM_FAIL(&slm->error, SLM_E_RANK, SLM_TEXT("op", "multi_head"), SLM_TEXT("what", "x"),
                 SLM_DIMS("shape", &x->shape), SLM_TEXT("rule", "2: (1, width)"));
        return NULL;
    }
    slm_layer_start start = slm_layer_begin(slm, layer->scope);
    return slm_layer_end(slm, &start, record_step(slm, layer, x, mask, positions, stored));
}
