/* What the element-by-element operations of one input share. */
#ifndef SLM_OPS_UNARY_H
#define SLM_OPS_UNARY_H

#include "ops/op.h"

/* y has x's shape. */
slm_status slm_unary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err);

/* The loops over all elements: x and y are the values, dy the upstream gradient, dx what flows to
 * x. An operation names the ones it uses. */
#define SLM_UNARY_FORWARD(expression)                                                              \
    const slm_real *x = n->in[0]->data;                                                            \
    slm_real *restrict y = n->out->data;                                                           \
    for (size_t j = 0; j < n->out->count; j++) (expression);

#define SLM_UNARY_BACKWARD(expression)                                                             \
    const slm_real *x = n->in[0]->data, *y = n->out->data, *dy = n->out->grad;                     \
    (void)x;                                                                                       \
    (void)y;                                                                                       \
    for (size_t j = 0; j < n->out->count; j++) (expression);

#endif
