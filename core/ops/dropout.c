#include "ops/op.h"

/* What forward has drawn for an element, one byte each. */
enum { UNDRAWN, DROPPED, KEPT };

static slm_status dropout_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    double p = n->attr[0].number;
    if (!(p >= 0 && p < 1))
        return slm_fail_value(err, "dropout", "p", p, "0 or more and less than 1");
    *out = n->in[0]->shape;
    need->saved_bytes = n->in[0]->count;
    return SLM_OK;
}

/* One number of the context's stream is the key; element j then has its own number, wherever and in
 * whatever order it is drawn. */
static void draw(const slm_node *n, const slm_run *run) {
    unsigned char *mask = n->saved;
    uint64_t key = slm_rng_next(run->rng);
    for (size_t j = 0; j < n->out->count; j++) {
        double u = (double)(slm_rng_at(key, j) >> 40) * 0x1p-24;
        mask[j] = u < n->attr[0].number ? DROPPED : KEPT;
    }
}

/* y = x / (1 - p) where the mask keeps, 0 where it drops: the expected value stays x. */
static void dropout_forward(const slm_node *n, const slm_run *run) {
    const unsigned char *mask = n->saved;
    bool undrawn = n->out->count && mask[0] == UNDRAWN;
    if (undrawn || !run->frozen) draw(n, run);
    const slm_real scale = (slm_real)(1 / (1 - n->attr[0].number));
    const slm_real *x = n->in[0]->data;
    for (size_t j = 0; j < n->out->count; j++) n->out->data[j] = mask[j] == KEPT ? x[j] * scale : 0;
}

/* y = x / (1 - p) or 0, so dx = dy / (1 - p) or 0 under the same mask */
static void dropout_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    const unsigned char *mask = n->saved;
    const slm_real scale = (slm_real)(1 / (1 - n->attr[0].number));
    for (size_t j = 0; j < n->out->count; j++)
        dx[j] = mask[j] == KEPT ? n->out->grad[j] * scale : 0;
}

const slm_op slm_op_dropout = {
    .name = "dropout",
    .summary = "Drops elements by chance and scales up the rest, anew at each forward.",
    .state = true,
    SLM_INPUTS({"x", .derivative = "dx += dy * mask / (1 - p)"}),
    SLM_ATTRS({"p", SLM_ATTR_REAL, .says = "the chance to be dropped, 0 or more and less than 1",
               .required = true}),
    .formula = "y = x * mask / (1 - p)",
    .shape = dropout_shape,
    .forward = dropout_forward,
    .backward = dropout_backward,
};
