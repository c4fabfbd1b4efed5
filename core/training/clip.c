#include "autograd/context.h"
#include "kernels/norms.h"

slm_status slm_clip_grad_norm(slm_ctx *slm, double max_norm, double *norm) {
    if (!slm) return SLM_E_NULL;
    if (!(max_norm > 0))
        return slm_fail_value(&slm->error, "clip_grad_norm", "max_norm", max_norm, "more than 0");
    double sum = 0;
    for (size_t i = 0; i < slm->parameters; i++) {
        const slm_tensor *p = slm->parameter[i];
        if (p->grad_set) sum += slm_sum_squares(p->grad, p->count);
    }
    double before = sqrt(sum), factor = max_norm / (before + 1e-6);
    for (size_t i = 0; factor < 1 && i < slm->parameters; i++) {
        slm_tensor *p = slm->parameter[i];
        if (p->grad_set) slm_scale(p->grad, p->count, (slm_real)factor);
    }
    if (norm) *norm = before;
    return SLM_OK;
}
