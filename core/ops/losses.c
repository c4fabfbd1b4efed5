/* bce_with_logits, cross_entropy: fused with the function that turns logits into probabilities,
 * because apart they lose all digits for large logits. */
#include "kernels/reduce.h"
#include "kernels/vmath.h"
#include "ops/index.h"

/* --- bce_with_logits --- */

static slm_status bce_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_shape *x = &n->in[0]->shape, *t = &n->in[1]->shape;
    if (!slm_shape_equal(x, t))
        return SLM_FAIL(err, SLM_E_SHAPE, SLM_TEXT("op", "bce_with_logits"),
                        SLM_TEXT("what", "target"), SLM_DIMS("a", t), SLM_DIMS("b", x));
    out->rank = 0;
    need->scratch = 2 * n->in[0]->count;
    return SLM_OK;
}

/* log(1 + e) for e >= 0. Adding 1 rounds e; dividing by what was really added puts the lost digits
 * back (Kahan). */
static void log1p_all(slm_real *restrict y, slm_real *restrict e, size_t n) {
    for (size_t j = 0; j < n; j++) y[j] = 1 + e[j];
    slm_vlog(y, y, n);
    for (size_t j = 0; j < n; j++) {
        slm_real u = 1 + e[j];
        y[j] = u == 1 ? e[j] : y[j] * (e[j] / (u - 1));
    }
}

/* With p = sigmoid(x), -t log p - (1 - t) log(1 - p) = max(x, 0) - x t + log(1 + e^-|x|), where
 * nothing overflows; then the mean. */
static void bce_forward(const slm_node *n, const slm_run *run) {
    const slm_real *x = n->in[0]->data, *t = n->in[1]->data;
    size_t count = n->in[0]->count;
    slm_real *e = run->scratch, *loss = run->scratch + count;
    for (size_t j = 0; j < count; j++) e[j] = x[j] < 0 ? x[j] : -x[j];
    slm_vexp(e, e, count);
    log1p_all(loss, e, count);
    for (size_t j = 0; j < count; j++) loss[j] += (x[j] < 0 ? 0 : x[j]) - x[j] * t[j];
    n->out->data[0] = slm_sum_row(loss, count) / (slm_real)count;
}

/* y = mean(max(x, 0) - x t + log(1 + e^-|x|)), so dy/dx = (sigmoid(x) - t) / n and dy/dt = -x / n
 */
static void bce_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)run;
    const slm_real *x = n->in[0]->data, *t = n->in[1]->data;
    size_t count = n->in[0]->count;
    const slm_real scale = n->out->grad[0] / (slm_real)count;
    if (i == 0) {
        /* For x >= 0 as (1 - t) - sigmoid(-x): near 1, sigmoid(x) has lost what is left to learn.
         */
        for (size_t j = 0; j < count; j++) dx[j] = x[j] < 0 ? x[j] : -x[j];
        slm_vsigmoid(dx, dx, count);
        for (size_t j = 0; j < count; j++)
            dx[j] = (x[j] < 0 ? dx[j] - t[j] : (1 - t[j]) - dx[j]) * scale;
    } else {
        for (size_t j = 0; j < count; j++) dx[j] = -x[j] * scale;
    }
}

const slm_op slm_op_bce_with_logits = {
    .name = "bce_with_logits",
    .summary = "Binary cross-entropy of logits against targets from 0 to 1, averaged.",
    SLM_INPUTS({"logits", .derivative = "dx_i += dy * (sigmoid(x_i) - t_i) / n"},
               {"target", .derivative = "dt_i += -dy * x_i / n"}),
    .formula = "y = mean_i (max(x_i, 0) - x_i * t_i + log(1 + exp(-|x_i|)))",
    .shape = bce_shape,
    .forward = bce_forward,
    .backward = bce_backward,
};

/* --- cross_entropy. logits (..., C) seen as (R, C), classes (...) as (R), y a scalar --- */

enum { LOGITS, CLASSES };

static slm_status cross_entropy_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_tensor *x = n->in[LOGITS];
    const slm_shape *c = &n->in[CLASSES]->shape;
    if (x->shape.rank == 0)
        return SLM_FAIL(err, SLM_E_RANK, SLM_TEXT("op", "cross_entropy"),
                        SLM_TEXT("what", "logits"), SLM_DIMS("shape", &x->shape),
                        SLM_TEXT("rule", "1 or more"));
    slm_shape rows = x->shape;
    rows.rank--;
    if (!slm_shape_equal(&rows, c))
        return SLM_FAIL(err, SLM_E_SHAPE, SLM_TEXT("op", "cross_entropy"),
                        SLM_TEXT("what", "classes"), SLM_DIMS("a", c), SLM_DIMS("b", &rows));
    out->rank = 0;
    need->saved_bytes = x->count * sizeof(slm_real);
    need->scratch = n->in[CLASSES]->count;
    return SLM_OK;
}

SLM_INLINE size_t classes_of(const slm_node *n) {
    return n->in[LOGITS]->shape.dim[n->in[LOGITS]->shape.rank - 1];
}

static slm_status cross_entropy_check(const slm_node *n, slm_error *err) {
    return slm_index_check(n, CLASSES, classes_of(n), &n->attr[0].integer, err);
}

/* y = mean over rows of -log softmax(x)[class]; the probabilities are kept for backward. Rows of
 * the class `ignore` count for nothing; when that is all of them, the mean of nothing is NaN, as in
 * PyTorch. */
static void cross_entropy_forward(const slm_node *n, const slm_run *run) {
    const slm_real *x = n->in[LOGITS]->data;                      /* (R, C) */
    const int32_t *class = n->in[CLASSES]->index;                 /* (R) */
    slm_real *p = n->saved;                                       /* (R, C) */
    slm_real *loss = run->scratch;                                /* (R) */
    size_t rows = n->in[CLASSES]->count, classes = classes_of(n); /* R, C */
    size_t counted = 0;
    for (size_t r = 0; r < rows; r++) {
        loss[r] = 0;
        if (class[r] == n->attr[0].integer) continue;
        counted++;
        const slm_real *row = x + r * classes; /* (C), as e */
        slm_real *e = p + r * classes, m = slm_max_row(row, classes);
        for (size_t j = 0; j < classes; j++) e[j] = row[j] - m;
        slm_vexp(e, e, classes);
        slm_real sum = slm_sum_row(e, classes);
        loss[r] = slm_log1(sum) - (row[class[r]] - m);
        for (size_t j = 0; j < classes; j++) e[j] /= sum;
    }
    n->out->data[0] = slm_sum_row(loss, rows) / (slm_real)counted;
}

/* y = mean of log sum_k e^x_k - x_class, so dy/dx_j = (softmax(x)_j - [j = class]) / rows counted
 */
static void cross_entropy_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run) {
    (void)i, (void)run;
    const int32_t *class = n->in[CLASSES]->index;                 /* (R) */
    const slm_real *p = n->saved;                                 /* (R, C), as dx */
    size_t rows = n->in[CLASSES]->count, classes = classes_of(n); /* R, C */
    size_t counted = 0;
    for (size_t r = 0; r < rows; r++) counted += class[r] != n->attr[0].integer;
    const slm_real scale = n->out->grad[0] / (slm_real)counted;
    for (size_t r = 0; r < rows; r++, p += classes, dx += classes) {
        bool ignored = class[r] == n->attr[0].integer;
        for (size_t j = 0; j < classes; j++) dx[j] = ignored ? 0 : p[j] * scale;
        if (!ignored) dx[class[r]] -= scale;
    }
}

const slm_op slm_op_cross_entropy = {
    .name = "cross_entropy",
    .summary = "How surprised softmax of the logits is by the true classes, averaged over rows.",
    SLM_INPUTS(
        {"logits", .derivative = "dx_rk += dy * (exp(x_rk) / sum_j exp(x_rj) - [k = c]) / n"},
        {"classes", .index = true}),
    SLM_ATTRS(
        {"ignore", SLM_ATTR_INT, .says = "rows of this class do not count", .fallback = -100}),
    .formula = "y = mean_r (log(sum_k exp(x_rk)) - x_rc), c = classes_r",
    .shape = cross_entropy_shape,
    .check = cross_entropy_check,
    .forward = cross_entropy_forward,
    .backward = cross_entropy_backward,
};
