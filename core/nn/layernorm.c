#include "nn/module.h"

static slm_status make(slm_ctx *slm, slm_layernorm *layer, size_t width) {
    slm->error.own = SLM_OK;
    layer->gamma = slm_parameter(slm, "gamma", SLM_SHAPE(width));
    if (!layer->gamma) return slm->error.own;
    for (size_t i = 0; i < width; i++) layer->gamma->data[i] = 1;
    layer->beta = slm_parameter(slm, "beta", SLM_SHAPE(width));
    return layer->beta ? SLM_OK : slm->error.own;
}

slm_status slm_layernorm_create(slm_ctx *slm, slm_layernorm *layer, const char *name,
                                size_t width) {
    if (!slm) return SLM_E_NULL;
    if (!layer) return slm_fail_null(&slm->error, "layer_norm", "the layer");
    *layer = (slm_layernorm){.eps = 1e-5};
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, name);
    if (!s) s = make(slm, layer, width);
    if (s) *layer = (slm_layernorm){0};
    return slm_layer_make_end(slm, &making, s);
}

slm_tensor *slm_layernorm_forward(slm_ctx *slm, const slm_layernorm *layer, slm_tensor *x) {
    if (slm_check_tensor(slm, layer ? layer->gamma : NULL, "layer_norm", "gamma")) return NULL;
    slm_layer_start start = slm_layer_begin(slm, layer->gamma->scope);
    return slm_layer_end(slm, &start,
                         slm_layer_norm(slm, x, layer->gamma, layer->beta, layer->eps));
}
