#include "autograd/fuse.h"

static const slm_fusion list[] = {
    {"add tanh", &slm_op_add, &slm_op_tanh, SLM_CURVE_TANH},
    {"add sigmoid", &slm_op_add, &slm_op_sigmoid, SLM_CURVE_SIGMOID},
    {"add relu", &slm_op_add, &slm_op_relu, SLM_CURVE_RELU},
};

const slm_fusion *slm_fusion_at(size_t i) {
    return i < sizeof list / sizeof list[0] ? &list[i] : NULL;
}

static size_t columns(const slm_tensor *t) {
    return t->shape.rank ? t->shape.dim[t->shape.rank - 1] : 1;
}

/* A bias of one column is left out: its gradient is summed in another order. */
static bool adds_a_row(const slm_node *add) {
    const slm_tensor *z = add->in[0], *bias = add->in[1], *y = add->out;
    size_t n = columns(y);
    return n > 1 && z->count == y->count && y->count > n && bias->count == n && columns(bias) == n;
}

const slm_fusion *slm_fusion_of(const slm_node *add, const slm_node *activation) {
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        if (add->op == list[i].add && activation->op == list[i].activation)
            return activation->in[0] == add->out && adds_a_row(add) ? &list[i] : NULL;
    return NULL;
}

void slm_fusion_forward(const slm_fusion *fusion, const slm_node *add, const slm_node *activation) {
    size_t n = columns(add->out);
    slm_bias_forward(fusion->f, activation->out->data, add->out->data, add->in[0]->data,
                     add->in[1]->data, add->out->count / n, n);
}

void slm_fusion_backward(const slm_fusion *fusion, const slm_node *add, const slm_node *activation,
                         slm_real *dbias) {
    size_t n = columns(add->out);
    slm_bias_backward(fusion->f, add->in[0]->grad, add->out->grad, dbias, activation->out->grad,
                      activation->out->data, add->out->count / n, n);
}
