#include "autograd/context.h"
#include "kernels/norms.h"
#include "training/optimizer.h"

static double norm_of(const slm_ctx *slm) {
    slm_squares all = SLM_NO_SQUARES;
    for (size_t i = 0; i < slm->parameters; i++) {
        const slm_tensor *p = slm->parameter[i];
        if (!p->grad_set) continue;
        const slm_squares own = slm_squares_of(p->grad, p->count);
        slm_squares_join(&all, &own);
    }
    return slm_squares_root(&all);
}

double slm_grad_norm(const slm_ctx *slm) { return slm ? norm_of(slm) : 0; }

slm_status slm_clip_grad_norm(slm_ctx *slm, double max_norm, double *norm) {
    if (!slm) return SLM_E_NULL;
    if (!(max_norm > 0))
        return slm_fail_value(&slm->error, "clip_grad_norm", "max_norm", max_norm, "more than 0");
    const double before = norm_of(slm), factor = max_norm / (before + 1e-6);
    if (norm) *norm = before;
    slm_status s = before - before == 0 ? SLM_OK : slm_check_gradients(slm, "clip_grad_norm");
    if (s) return s;
    for (size_t i = 0; factor < 1 && i < slm->parameters; i++) {
        slm_tensor *p = slm->parameter[i];
        if (p->grad_set) slm_scale(p->grad, p->count, (slm_real)factor);
    }
    return SLM_OK;
}
