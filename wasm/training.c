/* Optimizers and clipping. */
#include "bridge.h"

SLM_EXPORT(const char *, optimizer_name, int i) {
    return slm_optimizer_name((slm_optimizer_kind)i);
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
    return slm_owned(context, handle, SLM_OPTIMIZER, "optimizer");
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
