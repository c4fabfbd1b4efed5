/* What the broadcasting operations of two inputs share: the shape rule, the walk, and summing a
 * gradient back to an input that was stretched (unbroadcasting). An operation adds its expression
 * for one element. */
#ifndef SLM_OPS_BINARY_H
#define SLM_OPS_BINARY_H

#include "kernels/vec.h"
#include "kernels/walk.h"
#include "ops/op.h"

/* Contiguous rows of n elements, one call for all that a matrix and a bias need: row r of `to` and
 * of `dy` follows the one before, those of a and b begin at a + r * a_row and b + r * b_row. */
typedef struct {
    slm_real *to;       /* y, or in a gradient what flows to one input, not yet unbroadcast */
    const slm_real *dy; /* in a gradient: upstream */
    const slm_real *a, *b;
    ptrdiff_t a_row, b_row;
    size_t n, rows;
} slm_binary_rows;

typedef struct {
    slm_walk_plan reduce[2]; /* the output, beside a alone and b alone */
    slm_walk_plan walk;      /* the output, beside a and b, in blocks of rows */
    size_t n, rows;          /* of a block */
    ptrdiff_t row[2];        /* of a and b, from row to row of a block */
} slm_binary_plan;

typedef void slm_binary_kernel(const slm_binary_rows *at);

slm_status slm_binary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err);
void slm_binary_forward(const slm_node *n, slm_binary_kernel *rows);

/* `grad` sees input `first` as a, the other as b: 0, or i where a and b may change places and one
 * kernel serves both. */
void slm_binary_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run,
                         slm_binary_kernel *grad, int first);

/* The backward of an input whose local derivative is 1: upstream, summed back. */
void slm_binary_pass(const slm_node *n, int i, slm_real *dx);

/* The body of a kernel: `to` gets the expression of a, b and, in a gradient, dy. These may be reals
 * or registers of them; use the _REALS forms when the expression branches per element. */
#define SLM_BINARY_FORWARD(expression)                                                             \
    SLM_BINARY_ROWS(SLM_BINARY_REGS(, expression) SLM_BINARY_REALS(, expression))
#define SLM_BINARY_FORWARD_REALS(expression) SLM_BINARY_ROWS(SLM_BINARY_REALS(, expression))
#define SLM_BINARY_GRAD(expression)                                                                \
    SLM_BINARY_ROWS(SLM_BINARY_REGS(const slm_reg dy = slm_reg_load(pdy + j), expression)          \
                        SLM_BINARY_REALS(const slm_real dy = pdy[j], expression);                  \
                    pdy += at->n)
#define SLM_BINARY_GRAD_REALS(expression)                                                          \
    SLM_BINARY_ROWS(SLM_BINARY_REALS(const slm_real dy = pdy[j], expression); pdy += at->n)

#define SLM_BINARY_ROWS(body)                                                                      \
    slm_real *restrict to = at->to;                                                                \
    const slm_real *restrict pdy = at->dy, *pa = at->a, *pb = at->b;                               \
    (void)pdy;                                                                                     \
    for (size_t r = 0; r < at->rows; r++, to += at->n, pa += at->a_row, pb += at->b_row) {         \
        size_t j = 0;                                                                              \
        body;                                                                                      \
    }
#define SLM_BINARY_REGS(more, expression)                                                          \
    for (; j + SLM_REG_LANES <= at->n; j += SLM_REG_LANES) {                                       \
        const slm_reg a = slm_reg_load(pa + j), b = slm_reg_load(pb + j);                          \
        (void)a, (void)b;                                                                          \
        more;                                                                                      \
        slm_reg_store(to + j, expression);                                                         \
    }
#define SLM_BINARY_REALS(more, expression)                                                         \
    for (; j < at->n; j++) {                                                                       \
        const slm_real a = pa[j], b = pb[j];                                                       \
        (void)a, (void)b;                                                                          \
        more;                                                                                      \
        to[j] = expression;                                                                        \
    }

#endif
