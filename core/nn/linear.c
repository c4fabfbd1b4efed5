#include "nn/module.h"

static slm_status make(slm_ctx *slm, slm_linear *layer, size_t in, size_t out, slm_init init,
                       bool biased) {
    slm->error.own = SLM_OK;
    layer->weight = slm_parameter(slm, "weight", SLM_SHAPE(in, out));
    if (!layer->weight) return slm->error.own;
    if (biased) {
        layer->bias = slm_parameter(slm, "bias", SLM_SHAPE(out));
        if (!layer->bias) return slm->error.own;
    }
    return slm_init_weight(slm, layer->weight, init);
}

static slm_status create(slm_ctx *slm, slm_linear *layer, const char *name, size_t in, size_t out,
                         slm_init init, bool biased) {
    if (!slm) return SLM_E_NULL;
    if (!layer) return slm_fail_null(&slm->error, "linear", "the layer");
    *layer = (slm_linear){NULL, NULL};
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, name);
    if (!s) s = make(slm, layer, in, out, init, biased);
    if (s) *layer = (slm_linear){NULL, NULL};
    return slm_layer_make_end(slm, &making, s);
}

slm_status slm_linear_create(slm_ctx *slm, slm_linear *layer, const char *name, size_t in,
                             size_t out, slm_init init) {
    return create(slm, layer, name, in, out, init, true);
}

slm_status slm_linear_create_unbiased(slm_ctx *slm, slm_linear *layer, const char *name, size_t in,
                                      size_t out, slm_init init) {
    return create(slm, layer, name, in, out, init, false);
}

slm_tensor *slm_linear_forward(slm_ctx *slm, const slm_linear *layer, slm_tensor *x) {
    if (slm_check_tensor(slm, layer ? layer->weight : NULL, "linear", "the weight")) return NULL;
    slm_layer_start start = slm_layer_begin(slm, layer->weight->scope);
    slm_tensor *y = slm_matmul(slm, x, layer->weight);
    if (y && layer->bias) y = slm_add(slm, y, layer->bias);
    return slm_layer_end(slm, &start, y);
}
