#include "nn/module.h"

static slm_status make(slm_ctx *slm, slm_embeddings *layer, size_t rows, size_t width,
                       double deviation) {
    slm->error.own = SLM_OK;
    layer->weight = slm_parameter(slm, "weight", SLM_SHAPE(rows, width));
    return layer->weight ? slm_init_normal(slm, layer->weight, deviation) : slm->error.own;
}

slm_status slm_embeddings_create(slm_ctx *slm, slm_embeddings *layer, const char *name, size_t rows,
                                 size_t width, double deviation) {
    if (!slm) return SLM_E_NULL;
    if (!layer) return slm_fail_null(&slm->error, "embedding", "the layer");
    *layer = (slm_embeddings){NULL};
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, name);
    if (!s) s = make(slm, layer, rows, width, deviation);
    if (s) *layer = (slm_embeddings){NULL};
    return slm_layer_make_end(slm, &making, s);
}

slm_tensor *slm_embeddings_forward(slm_ctx *slm, const slm_embeddings *layer, slm_tensor *index) {
    if (slm_check_tensor(slm, layer ? layer->weight : NULL, "embedding", "the table")) return NULL;
    slm_layer_start start = slm_layer_begin(slm, layer->weight->scope);
    return slm_layer_end(slm, &start, slm_embedding(slm, layer->weight, index));
}
