#include "nn/undo.h"

static slm_status make(slm_ctx *slm, slm_linear *layer, size_t in, size_t out, slm_init init) {
    slm->error.own = SLM_OK;
    layer->weight = slm_parameter(slm, "weight", SLM_SHAPE(in, out));
    if (!layer->weight) return slm->error.own;
    layer->bias = slm_parameter(slm, "bias", SLM_SHAPE(out));
    if (!layer->bias) return slm->error.own;
    return slm_init_weight(slm, layer->weight, init);
}

slm_status slm_linear_create(slm_ctx *slm, slm_linear *layer, const char *name, size_t in,
                             size_t out, slm_init init) {
    if (!slm) return SLM_E_NULL;
    if (!layer) return slm_fail_null(&slm->error, "linear", "the layer");
    slm_undo before = slm_undo_point(slm);
    *layer = (slm_linear){NULL, NULL};
    slm_status s = slm_scope_push(slm, name);
    if (!s) s = make(slm, layer, in, out, init);
    if (s) {
        slm_undo_to(slm, &before);
        *layer = (slm_linear){NULL, NULL};
        return s;
    }
    return slm_scope_pop(slm);
}

slm_tensor *slm_linear_forward(slm_ctx *slm, const slm_linear *layer, slm_tensor *x) {
    if (!slm) return NULL;
    if (!layer || slm_check_tensor(slm, layer->weight, "linear", "the weight")) return NULL;
    slm_mark start = slm_tape_mark(slm);
    const char *outer = slm->scope;
    slm->scope = layer->weight->scope;
    slm_tensor *y = slm_matmul(slm, x, layer->weight);
    if (y) y = slm_add(slm, y, layer->bias);
    slm->scope = outer;
    if (!y) slm_tape_rewind(slm, start); /* both of its nodes or none */
    return y;
}
