#include "autograd/context.h"
#include "kernels/normal.h"

#include <string.h>

static const char *const name[] = {
#define SLM_X(code, text) text,
    SLM_INITS
#undef SLM_X
};

static const double NORMAL_DEVIATION = 0.2;

const char *slm_init_name(slm_init init) {
    return (unsigned)init < SLM_INIT_COUNT ? name[init] : "";
}

slm_status slm_init_weight(slm_ctx *slm, slm_tensor *weight, slm_init init) {
    slm_status s = slm_check_tensor(slm, weight, "init", "the weight");
    if (s) return s;
    if (weight->shape.rank != 2)
        return SLM_FAIL(&slm->error, SLM_E_RANK, SLM_TEXT("op", "init"),
                        SLM_TEXT("what", "the weight"), SLM_DIMS("shape", &weight->shape),
                        SLM_TEXT("rule", "2: (in, out)"));
    if ((unsigned)init >= SLM_INIT_COUNT)
        return slm_fail_value(&slm->error, "init", "the initialisation", (double)init,
                              "one of slm_init");
    slm->error.own = SLM_OK;
    slm_real *w = slm_data_mut(slm, weight);
    if (!w) return slm->error.own;
    double in = (double)weight->shape.dim[0], out = (double)weight->shape.dim[1];
    size_t n = weight->count;
    switch (init) {
    case SLM_INIT_NORMAL:
        slm_normal_fill(&slm->rng, w, n, 0, NORMAL_DEVIATION);
        return SLM_OK;
    case SLM_INIT_KAIMING:
        if (n) slm_normal_fill(&slm->rng, w, n, 0, sqrt(2 / in));
        return SLM_OK;
    case SLM_INIT_XAVIER:
        if (n) slm_uniform_fill(&slm->rng, w, n, -sqrt(6 / (in + out)), sqrt(6 / (in + out)));
        return SLM_OK;
    default: /* zeros */
        memset(w, 0, n * sizeof *w);
        return SLM_OK;
    }
}

slm_status slm_init_normal(slm_ctx *slm, slm_tensor *t, double deviation) {
    slm_status s = slm_check_tensor(slm, t, "init", "the tensor");
    if (s) return s;
    if (!(deviation >= 0 && deviation <= 1e30)) /* what is drawn fits a float */
        return slm_fail_value(&slm->error, "init", "the deviation", deviation, "0 to 1e30");
    slm->error.own = SLM_OK;
    slm_real *x = slm_data_mut(slm, t);
    if (!x) return slm->error.own;
    slm_normal_fill(&slm->rng, x, t->count, 0, deviation);
    return SLM_OK;
}
