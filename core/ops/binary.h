/* What the broadcasting operations of two inputs share: the shape rule, the walk, and summing a
 * gradient back to an input that was stretched (unbroadcasting). An operation adds its expression
 * for one element. */
#ifndef SLM_OPS_BINARY_H
#define SLM_OPS_BINARY_H

#include "kernels/vec.h"
#include "kernels/walk.h"
#include "ops/op.h"

/* Rows of n elements, one call for all that a matrix and a bias need: row r of the result is
 * contiguous to the one before, those of a and b begin at a + r * a_row and b + r * b_row. The
 * strides along a row, sa and sb, are 0 or 1; whoever computes the rows sees contiguous ones. */
typedef struct {
    const slm_real *a, *b;
    ptrdiff_t sa, sb, a_row, b_row;
    size_t n, rows;
} slm_binary_rows;

typedef struct {
    slm_walk_plan reduce[2]; /* the output, beside a alone and b alone */
    slm_walk_plan walk;      /* the output, beside a and b, in blocks of rows */
    slm_binary_rows block;   /* without addresses */
} slm_binary_plan;

/* All rows, to `to`: y, or in a gradient, from upstream dy, what flows to one input before it is
 * summed back to the input's shape. */
typedef void slm_binary_kernel(slm_real *restrict to, const slm_real *restrict dy,
                               const slm_binary_rows *at);

slm_status slm_binary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err);
void slm_binary_forward(const slm_node *n, slm_binary_kernel *rows);
void slm_binary_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run,
                         slm_binary_kernel *grad);

/* The backward of an input whose local derivative is 1: upstream, summed back. */
void slm_binary_pass(const slm_node *n, int i, slm_real *dx);

/* The body of a kernel, for an expression of aj, bj and, in a gradient, dyj, which may be reals or
 * registers of them. What one real tells apart from another has the bodies without registers. */
#define SLM_BINARY_FORWARD(expression)                                                             \
    (void)dy;                                                                                      \
    SLM_BINARY_ROWS(to += at->n, SLM_BINARY_REGS(expression) SLM_BINARY_REALS(, expression))
#define SLM_BINARY_FORWARD_REALS(expression)                                                       \
    (void)dy;                                                                                      \
    SLM_BINARY_ROWS(to += at->n, SLM_BINARY_REALS(, expression))
#define SLM_BINARY_GRAD_REALS(expression)                                                          \
    SLM_BINARY_ROWS((to += at->n, dy += at->n),                                                    \
                    SLM_BINARY_REALS(const slm_real dyj = dy[j], expression))

#define SLM_BINARY_ROWS(advance, row)                                                              \
    const slm_real *a = at->a, *b = at->b;                                                         \
    for (size_t r = 0; r < at->rows; r++, a += at->a_row, b += at->b_row, advance) {               \
        size_t j = 0;                                                                              \
        row                                                                                        \
    }
#define SLM_BINARY_REGS(expression)                                                                \
    for (; j + SLM_REG_LANES <= at->n; j += SLM_REG_LANES) {                                       \
        const slm_reg aj = slm_reg_load(a + j), bj = slm_reg_load(b + j);                          \
        slm_reg_store(to + j, expression);                                                         \
    }
#define SLM_BINARY_REALS(more, expression)                                                         \
    for (; j < at->n; j++) {                                                                       \
        const slm_real aj = a[j], bj = b[j];                                                       \
        (void)aj, (void)bj;                                                                        \
        more;                                                                                      \
        to[j] = expression;                                                                        \
    }

#endif
