#include "ops/binary.h"

#include "kernels/reduce.h"

#include <string.h>

/* Takes the innermost axis outside the row, if there is one, into the block. */
static void form_block(slm_binary_plan *plan) {
    slm_walk_plan *w = &plan->walk;
    slm_binary_rows *block = &plan->block;
    *block = (slm_binary_rows){.sa = w->inner[0], .sb = w->inner[1], .n = w->length, .rows = 1};
    if (w->rank == 0) return;
    w->rank--;
    block->rows = w->dim[w->rank];
    block->a_row = w->stride[0][w->rank];
    block->b_row = w->stride[1][w->rank];
    w->length *= block->rows;
    w->rows /= block->rows;
}

slm_status slm_binary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    const slm_shape *a = &n->in[0]->shape, *b = &n->in[1]->shape;
    slm_status s = slm_shape_broadcast(out, a, b, n->op->name, err);
    if (s) return s;
    slm_binary_plan *plan = n->plan;
    slm_walk_broadcast(&plan->reduce[0], out, a, NULL);
    slm_walk_broadcast(&plan->reduce[1], out, b, NULL);
    slm_walk_broadcast(&plan->walk, out, a, b);
    form_block(plan);
    /* Backward forms the gradient of a stretched input at full size before it sums it back. */
    return slm_shape_elements(out, &need->scratch, n->op->name, "the result", err);
}

static slm_binary_rows block_at(const slm_node *n, const slm_walk *w) {
    slm_binary_rows block = ((const slm_binary_plan *)n->plan)->block;
    block.a = n->in[0]->data + w->at[0];
    block.b = n->in[1]->data + w->at[1];
    return block;
}

/* One element stands for a whole row: repeated in a short buffer, it is a row like any other, and
 * an operation needs one loop instead of one for each pair of strides. */
enum { REPEATS = 64 };

static const slm_real *repeat(slm_real *buffer, const slm_real *x, size_t count) {
    for (size_t j = 0; j < count; j++) buffer[j] = *x;
    return buffer;
}

static void stretched_row(slm_real *to, const slm_real *dy, const slm_real *a, const slm_real *b,
                          const slm_binary_rows *at, slm_binary_kernel *kernel) {
    slm_real of_a[REPEATS], of_b[REPEATS];
    slm_binary_rows part = {.rows = 1};
    for (size_t j = 0; j < at->n; j += REPEATS) {
        part.n = at->n - j < REPEATS ? at->n - j : REPEATS;
        if (j == 0 && !at->sa) part.a = repeat(of_a, a, part.n);
        if (j == 0 && !at->sb) part.b = repeat(of_b, b, part.n);
        if (at->sa) part.a = a + j;
        if (at->sb) part.b = b + j;
        kernel(to + j, dy ? dy + j : dy, &part);
    }
}

static void each_block(const slm_node *n, slm_real *to, const slm_real *dy,
                       slm_binary_kernel *kernel) {
    const slm_walk_plan *p = &((const slm_binary_plan *)n->plan)->walk;
    for (slm_walk w = slm_walk_begin(p); slm_walk_next(&w);) {
        const slm_binary_rows block = block_at(n, &w);
        const slm_real *upstream = dy ? dy + w.full : dy;
        if ((block.sa && block.sb) || block.n == 1) {
            kernel(to + w.full, upstream, &block);
            continue;
        }
        for (size_t r = 0; r < block.rows; r++)
            stretched_row(to + w.full + r * block.n, dy ? upstream + r * block.n : dy,
                          block.a + (ptrdiff_t)r * block.a_row,
                          block.b + (ptrdiff_t)r * block.b_row, &block, kernel);
    }
}

void slm_binary_forward(const slm_node *n, slm_binary_kernel *rows) {
    each_block(n, n->out->data, NULL, rows);
}

static bool stretched(const slm_node *n, int i) { return n->in[i]->count != n->out->count; }

/* The gradient of an input that was used in many places is the sum over those places. */
static void unbroadcast(const slm_node *n, int i, slm_real *dx, const slm_real *full) {
    const slm_binary_plan *plan = n->plan;
    slm_reduce_sum(&plan->reduce[i], dx, n->in[i]->count, full);
}

void slm_binary_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run,
                         slm_binary_kernel *grad) {
    slm_real *full = stretched(n, i) ? run->scratch : dx;
    each_block(n, full, n->out->grad, grad);
    if (stretched(n, i)) unbroadcast(n, i, dx, full);
}

void slm_binary_pass(const slm_node *n, int i, slm_real *dx) {
    if (stretched(n, i))
        unbroadcast(n, i, dx, n->out->grad);
    else
        memcpy(dx, n->out->grad, n->out->count * sizeof *dx);
}
