#include "autograd/context.h"

static slm_status check(slm_ctx *slm, const slm_tensor *t, const char *what) {
    slm_status s = slm_check_tensor(slm, t, "text_batch", what);
    if (s) return s;
    if (!t->index)
        return SLM_FAIL(&slm->error, SLM_E_DTYPE, SLM_TEXT("op", "text_batch"),
                        SLM_TEXT("what", what), SLM_TEXT("have", "real"),
                        SLM_TEXT("need", "index"));
    if (t->shape.rank != 2)
        return SLM_FAIL(&slm->error, SLM_E_RANK, SLM_TEXT("op", "text_batch"),
                        SLM_TEXT("what", what), SLM_DIMS("shape", &t->shape),
                        SLM_TEXT("rule", "2: (rows, positions)"));
    return SLM_OK;
}

slm_status slm_text_batch(slm_ctx *slm, slm_tensor *x, slm_tensor *y, const int32_t *tokens,
                          size_t count) {
    slm_status s = check(slm, x, "x");
    if (!s) s = check(slm, y, "y");
    if (s) return s;
    if (!slm_shape_equal(&x->shape, &y->shape))
        return SLM_FAIL(&slm->error, SLM_E_SHAPE, SLM_TEXT("op", "text_batch"),
                        SLM_TEXT("what", "y"), SLM_DIMS("a", &y->shape), SLM_DIMS("b", &x->shape));
    if (x == y)
        return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "text_batch"),
                        SLM_TEXT("what", "y"),
                        SLM_TEXT("rule", "it is x; the targets would overwrite the inputs"));
    if (!tokens) return slm_fail_null(&slm->error, "text_batch", "the tokens");
    const size_t rows = x->shape.dim[0], positions = x->shape.dim[1];
    if (count <= positions)
        return slm_fail_relation(&slm->error, "text_batch", "the count of tokens", (double)count,
                                 "the count of positions", (double)positions,
                                 "there must be more tokens than positions");
    for (size_t row = 0; row < rows; row++) {
        const int32_t *from = tokens + slm_rng_below(&slm->rng, count - positions);
        for (size_t i = 0; i < positions; i++) {
            x->index[row * positions + i] = from[i];
            y->index[row * positions + i] = from[i + 1];
        }
    }
    x->stamp = y->stamp = ++slm->clock;
    return SLM_OK;
}
