#include "nn/module.h"

static const double EPS = 1e-5;

static slm_status make(slm_ctx *slm, slm_norm *layer, size_t width) {
    slm->error.own = SLM_OK;
    layer->gamma = slm_parameter(slm, "gamma", SLM_SHAPE(width));
    if (!layer->gamma) return slm->error.own;
    for (size_t i = 0; i < width; i++) layer->gamma->data[i] = 1;
    layer->beta = slm_parameter(slm, "beta", SLM_SHAPE(width));
    return layer->beta ? SLM_OK : slm->error.own;
}

slm_status slm_norm_create(slm_ctx *slm, slm_norm *layer, const char *name, size_t width) {
    if (!slm) return SLM_E_NULL;
    if (!layer) return slm_fail_null(&slm->error, "layer_norm", "the layer");
    *layer = (slm_norm){NULL, NULL};
    slm_making making;
    slm_status s = slm_making_begin(slm, &making, name);
    if (!s) s = make(slm, layer, width);
    if (s) *layer = (slm_norm){NULL, NULL};
    return slm_making_end(slm, &making, s);
}

slm_tensor *slm_norm_forward(slm_ctx *slm, const slm_norm *layer, slm_tensor *x) {
    if (slm_check_tensor(slm, layer ? layer->gamma : NULL, "layer_norm", "gamma")) return NULL;
    slm_recording recording = slm_recording_begin(slm, layer->gamma->scope);
    return slm_recording_end(slm, &recording,
                             slm_layer_norm(slm, x, layer->gamma, layer->beta, EPS));
}
