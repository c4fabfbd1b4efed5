#include "attention/attend.h"
#include "nn/module.h"

/* What an unseen score becomes: e^ of it beside any other is 0, and yet no number on the tape is
 * infinite. */
static const double UNSEEN = -1e9;

/* 1 / sqrt(d): the dot product of two vectors of d independent numbers of variance 1 has variance
 * d, and the softmax of larger scores has hardly a gradient. */
slm_tensor *slm_attention_scale(slm_ctx *slm, const slm_tensor *q) {
    if (slm_check_tensor(slm, q, "attention", "q")) return NULL;
    const int rank = q->shape.rank;
    if (rank < 2 || q->shape.dim[rank - 1] == 0) {
        SLM_FAIL(&slm->error, SLM_E_RANK, SLM_TEXT("op", "attention"), SLM_TEXT("what", "q"),
                 SLM_DIMS("shape", &q->shape),
                 SLM_TEXT("rule", "2 or more: (..., positions, d), d 1 or more"));
        return NULL;
    }
    const double d = (double)q->shape.dim[rank - 1];
    slm_tensor *scale = slm_scalar(slm, (slm_real)(1 / sqrt(d)), false);
    return slm_name(slm, scale, "scale");
}

/* q (..., T, d), k (..., d, S), v (..., S, e) -> (..., T, e) */
slm_tensor *slm_attend(slm_ctx *slm, slm_tensor *q, slm_tensor *k, slm_tensor *v, slm_tensor *scale,
                       slm_tensor *mask, double dropout, slm_tensor **weights) {
    slm_tensor *scores = slm_matmul(slm, q, k);
    slm_tensor *y = scores ? slm_mul(slm, scores, scale) : NULL; /* (..., T, S), up to the end */
    if (y && mask) y = slm_masked_fill(slm, y, mask, UNSEEN);
    if (y) y = slm_softmax(slm, y, -1);
    if (weights) *weights = y;
    if (y && dropout != 0) y = slm_dropout(slm, y, dropout);
    return y ? slm_matmul(slm, y, v) : NULL;
}

slm_tensor *slm_attention(slm_ctx *slm, slm_tensor *q, slm_tensor *k, slm_tensor *v,
                          slm_tensor *mask, double dropout, slm_tensor **weights) {
    if (weights) *weights = NULL;
    if (!slm) return NULL;
    slm_layer_start start = slm_layer_begin(slm, slm->scope);
    slm_tensor *scale = slm_attention_scale(slm, q);
    slm_tensor *columns = scale ? slm_transpose(slm, k, -2, -1) : NULL;
    slm_tensor *y = columns ? slm_attend(slm, q, columns, v, scale, mask, dropout, weights) : NULL;
    if (!y && weights) *weights = NULL;
    return slm_layer_end(slm, &start, y);
}
