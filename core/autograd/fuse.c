#include "autograd/fuse.h"

#include "kernels/vec.h"
#include "ops/level.h"

SLM_INLINE const slm_node *before(const slm_node *n) { return n->in[0]->node; }

/* --- y = z + bias, h = f(y): an add of a row to each row of a matrix, and an activation --- */

SLM_INLINE size_t columns(const slm_tensor *t) {
    return t->shape.rank ? t->shape.dim[t->shape.rank - 1] : 1;
}

/* A division is slow beside a small network's layer. */
SLM_INLINE size_t rows(const slm_tensor *t, size_t n) {
    return t->shape.rank == 2 ? t->shape.dim[0] : t->count / n;
}

/* A bias of one column is left out: its gradient is summed in another order. */
static bool adds_a_row(const slm_node *add) {
    const slm_tensor *z = add->in[0], *bias = add->in[1], *y = add->out;
    size_t n = columns(y);
    return n > 1 && z->count == y->count && y->count > n && bias->count == n && columns(bias) == n;
}

SLM_INLINE slm_curve curve_of(const slm_node *n) {
    if (n->op == &slm_op_tanh) return SLM_CURVE_TANH;
    return n->op == &slm_op_relu ? SLM_CURVE_RELU : SLM_CURVE_SIGMOID;
}

static void bias_forward(const slm_node *activation, const slm_run *run) {
    const slm_node *add = before(activation);
    size_t n = columns(add->out);
    run->level->bias_forward(curve_of(activation), activation->out->data, add->out->data,
                             add->in[0]->data, add->in[1]->data, rows(add->out, n), n);
}

static void bias_backward(const slm_node *activation, int i, slm_real *dbias, const slm_run *run) {
    (void)i;
    const slm_node *add = before(activation);
    size_t n = columns(add->out);
    run->level->bias_backward(curve_of(activation), add->in[0]->grad, add->out->grad, dbias,
                              activation->out->grad, activation->out->data, rows(add->out, n), n);
}

/* --- d = p - t, s = d d, y = mean s: the mean squared error --- */

static bool subtracts_like(const slm_node *sub) {
    const size_t n = sub->out->count;
    return n > 1 && sub->in[0]->count == n && sub->in[1]->count == n;
}

static void squared_error_forward(const slm_node *mean, const slm_run *run) {
    const slm_node *mul = before(mean), *sub = before(mul);
    mean->out->data[0] = run->level->squared_error(sub->out->data, mul->out->data, sub->in[0]->data,
                                                   sub->in[1]->data, sub->out->count);
}

static void squared_error_backward(const slm_node *mean, int i, slm_real *dp, const slm_run *run) {
    (void)i;
    const slm_node *mul = before(mean), *sub = before(mul);
    run->level->squared_error_backward(mul->out->grad, sub->out->grad, dp, mean->out->grad[0],
                                       sub->out->data, sub->out->count);
}

/* --- The list --- */

#define BIAS_AND(activation)                                                                       \
    { {&slm_op_add, &slm_op_##activation}, 2, 1, adds_a_row, bias_forward, bias_backward }

static const slm_fusion list[] = {
    BIAS_AND(tanh),
    BIAS_AND(sigmoid),
    BIAS_AND(relu),
    {{&slm_op_sub, &slm_op_mul, &slm_op_mean},
     3,
     0,
     subtracts_like,
     squared_error_forward,
     squared_error_backward},
};

const slm_fusion *slm_fusion_at(size_t i) {
    return i < sizeof list / sizeof list[0] ? &list[i] : NULL;
}

/* A square is a product of a tensor with itself, and a mean of all is one number. */
static bool links(const slm_node *n) {
    if (n->op == &slm_op_mul) return n->in[1] == n->in[0];
    return n->op != &slm_op_mean || n->out->count == 1;
}

static bool ends(const slm_fusion *f, const slm_node *n) {
    for (int k = f->nodes - 1; n && n->op == f->op[k] && links(n); k--, n = before(n))
        if (k == 0) return f->fits(n);
    return false;
}

const slm_fusion *slm_fusion_of(const slm_node *last) {
    const slm_fusion *f;
    for (size_t i = 0; (f = slm_fusion_at(i)) && !ends(f, last);) i++;
    return f;
}
