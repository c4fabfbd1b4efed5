/* Layers, optimizers and statistics. Kinds are numbers; the *_name functions list what they are. */
#include "bridge.h"

SLM_EXPORT(const char *, activation_name, int i) { return slm_activation_name((slm_activation)i); }
SLM_EXPORT(const char *, init_name, int i) { return slm_init_name((slm_init)i); }
SLM_EXPORT(const char *, optimizer_name, int i) {
    return slm_optimizer_name((slm_optimizer_kind)i);
}
SLM_EXPORT(const char *, series_name, int i) { return slm_series_name((slm_series)i); }
SLM_EXPORT(const char *, stop_name, int i) { return slm_stop_name((slm_stop)i); }
SLM_EXPORT(const char *, statistic_name, int i) { return slm_statistic_name((slm_statistic)i); }

/* An object of a context. */
static void *owned(uint32_t context, uint32_t handle, slm_kind kind, const char *what) {
    void *object = slm_handle_owned(handle, kind, context);
    if (!object) slm_refuse(what, handle);
    return object;
}

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
    const slm_mlp *mlp = owned(context, handle, SLM_MLP, "mlp");
    return slm_id(slm_mlp_forward(slm, mlp, slm_tensor_of(slm, x), training != 0, NULL));
}

/* Options in the order of slm_optimizer_options; NaN stands for the default. */
enum { OPTIONS = 6 };

static slm_optimizer_options options_of(int kind, const double *given) {
    slm_optimizer_options o = slm_optimizer_defaults((slm_optimizer_kind)kind);
    double *option[OPTIONS] = {&o.lr, &o.momentum, &o.beta1, &o.beta2, &o.eps, &o.weight_decay};
    for (int i = 0; i < OPTIONS; i++)
        if (!isnan(given[i])) *option[i] = given[i];
    return o;
}

SLM_EXPORT(uint32_t, optimizer_new, uint32_t context, int kind, const double *options) {
    slm_optimizer_options o = options_of(kind, options);
    slm_ctx *slm = slm_context_of(context);
    slm_optimizer *optimizer = slm && slm_handle_room() ? slm_optimizer_create(slm, &o) : NULL;
    return optimizer ? slm_handle_new(SLM_OPTIMIZER, optimizer, 0, context) : 0;
}
static slm_optimizer *optimizer_of(uint32_t context, uint32_t handle) {
    return owned(context, handle, SLM_OPTIMIZER, "optimizer");
}
SLM_EXPORT(void, optimizer_set, uint32_t context, uint32_t handle, int kind,
           const double *options) {
    slm_optimizer_options o = options_of(kind, options);
    slm_optimizer_set(slm_context_of(context), optimizer_of(context, handle), &o);
}
SLM_EXPORT(void, optimizer_step, uint32_t context, uint32_t handle) {
    slm_optimizer_step(slm_context_of(context), optimizer_of(context, handle));
}

/* The norm before clipping. */
SLM_EXPORT(double, clip_grad_norm, uint32_t context, double max_norm) {
    double norm = 0;
    slm_clip_grad_norm(slm_context_of(context), max_norm, &norm);
    return norm;
}

SLM_EXPORT(size_t, graph_count, uint32_t context, uint32_t root) {
    slm_ctx *slm = slm_context_of(context);
    return slm_graph_count(slm, slm_tensor_of(slm, root));
}
SLM_EXPORT(void, graph_statistics, uint32_t context, uint32_t root, double *out, size_t rows) {
    slm_ctx *slm = slm_context_of(context);
    slm_graph_statistics(slm, slm_tensor_of(slm, root), out, rows);
}

/* range: low and high. */
SLM_EXPORT(void, histogram, uint32_t context, uint32_t id, int gradient, uint32_t *counts,
           size_t bins, double *range) {
    slm_ctx *slm = slm_context_of(context);
    slm_histogram(slm, slm_tensor_of(slm, id), gradient != 0, counts, bins, &range[0], &range[1]);
}
