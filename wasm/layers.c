/* Layers. Kinds are numbers; the *_name functions list their names. */
#include "bridge.h"

SLM_EXPORT(const char *, activation_name, int i) { return slm_activation_name((slm_activation)i); }
SLM_EXPORT(const char *, init_name, int i) { return slm_init_name((slm_init)i); }

SLM_EXPORT(void, init_weight, uint32_t context, uint32_t weight, int init) {
    slm_ctx *slm = slm_context_of(context);
    slm_init_weight(slm, slm_tensor_of(slm, weight), (slm_init)init);
}

/* A linear layer needs no handle: it is its two parameters, whose ids go to out[0] and out[1]. */
SLM_EXPORT(void, linear_new, uint32_t context, const char *name, size_t in, size_t out_size,
           int init, uint32_t *out) {
    slm_linear layer;
    if (slm_linear_create(slm_context_of(context), &layer, name, in, out_size, (slm_init)init))
        return;
    out[0] = slm_id(layer.weight);
    out[1] = slm_id(layer.bias);
}
SLM_EXPORT(uint32_t, linear_forward, uint32_t context, uint32_t weight, uint32_t bias, uint32_t x) {
    slm_ctx *slm = slm_context_of(context);
    slm_linear layer = {slm_tensor_of(slm, weight), slm_tensor_of(slm, bias)};
    return slm_id(slm_linear_forward(slm, &layer, slm_tensor_of(slm, x)));
}

/* `hidden` and `activation` have `count` entries. */
SLM_EXPORT(uint32_t, mlp_new, uint32_t context, size_t inputs, size_t outputs, int count,
           const size_t *hidden, const int *activation, int output, double dropout, int init) {
    slm_ctx *slm = slm_context_of(context);
    slm_mlp *mlp = slm && slm_handle_room() ? slm_counted_alloc(NULL, sizeof *mlp) : NULL;
    if (!mlp) return 0;
    slm_mlp_options options = {.inputs = inputs,
                               .outputs = outputs,
                               .hidden_count = count,
                               .output = (slm_activation)output,
                               .dropout = dropout,
                               .init = (slm_init)init};
    for (int i = 0; i < count && i < SLM_MLP_HIDDEN; i++) {
        options.hidden[i] = hidden[i];
        options.activation[i] = (slm_activation)activation[i];
    }
    if (slm_mlp_create(slm, mlp, &options)) {
        slm_counted_free(NULL, mlp, sizeof *mlp);
        return 0;
    }
    return slm_handle_new(SLM_MLP, mlp, sizeof *mlp, context);
}
SLM_EXPORT(uint32_t, mlp_forward, uint32_t context, uint32_t handle, uint32_t x, int training) {
    slm_ctx *slm = slm_context_of(context);
    const slm_mlp *mlp = slm_owned(context, handle, SLM_MLP, "mlp");
    return slm_id(slm_mlp_forward(slm, mlp, slm_tensor_of(slm, x), training != 0, NULL));
}
