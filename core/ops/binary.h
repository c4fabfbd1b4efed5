/* What the broadcasting operations of two inputs share: the shape rule, the walk, and summing a
 * gradient back to an input that was stretched (unbroadcasting). An operation adds its loop over
 * one row. */
#ifndef SLM_OPS_BINARY_H
#define SLM_OPS_BINARY_H

#include "kernels/walk.h"
#include "ops/op.h"

typedef struct {
    slm_walk_plan walk; /* the output, beside a and b */
} slm_binary_plan;

/* y[j] of n elements from a[j * sa] and b[j * sb]; a stride is 0 or 1. */
typedef void slm_binary_row(slm_real *restrict y, const slm_real *a, ptrdiff_t sa,
                            const slm_real *b, ptrdiff_t sb, size_t n);

/* dx[j] of n elements: what flows to one input before it is summed back to the input's shape. */
typedef void slm_binary_grad(slm_real *restrict dx, const slm_real *dy, const slm_real *a,
                             ptrdiff_t sa, const slm_real *b, ptrdiff_t sb, size_t n);

slm_status slm_binary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err);
void slm_binary_forward(const slm_node *n, slm_binary_row *row);
void slm_binary_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run,
                         slm_binary_grad *grad);

/* Three loops, so that the common strides have one without a multiplication in the index. */
#define SLM_BINARY_LOOP(expression)                                                                \
    if (sa && sb)                                                                                  \
        for (size_t j = 0; j < n; j++) {                                                           \
            const slm_real aj = a[j], bj = b[j];                                                   \
            SLM_BINARY_USE(expression);                                                            \
        }                                                                                          \
    else if (sa)                                                                                   \
        for (size_t j = 0; j < n; j++) {                                                           \
            const slm_real aj = a[j], bj = b[0];                                                   \
            SLM_BINARY_USE(expression);                                                            \
        }                                                                                          \
    else                                                                                           \
        for (size_t j = 0; j < n; j++) {                                                           \
            const slm_real aj = a[0], bj = b[(ptrdiff_t)j * sb];                                   \
            SLM_BINARY_USE(expression);                                                            \
        }
#define SLM_BINARY_USE(expression)                                                                 \
    (void)aj;                                                                                      \
    (void)bj;                                                                                      \
    expression

#endif
