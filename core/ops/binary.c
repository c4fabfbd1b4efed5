#include "ops/binary.h"

#include "kernels/reduce.h"

#include <string.h>

/* Takes the innermost axis outside the row, if there is one, into the block. */
static void form_block(slm_binary_plan *plan) {
    slm_walk_plan *w = &plan->walk;
    plan->n = w->length;
    plan->rows = 1;
    if (w->rank == 0) return;
    w->rank--;
    plan->rows = w->dim[w->rank];
    plan->row[0] = w->stride[0][w->rank];
    plan->row[1] = w->stride[1][w->rank];
    w->length *= plan->rows;
    w->rows /= plan->rows;
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

/* One element stands for a whole row: repeated in a short buffer, it is a row like any other, and
 * an operation needs one loop instead of one for each pair of strides. */
enum { REPEATS = 64 };

static const slm_real *repeat(slm_real *buffer, const slm_real *x, size_t count) {
    for (size_t j = 0; j < count; j++) buffer[j] = *x;
    return buffer;
}

static void stretched_row(slm_binary_rows part, slm_binary_kernel *kernel, bool stretch_a,
                          bool stretch_b) {
    slm_real of_a[REPEATS], of_b[REPEATS];
    size_t left = part.n;
    part.rows = 1;
    part.n = left < REPEATS ? left : REPEATS;
    if (stretch_a) part.a = repeat(of_a, part.a, part.n);
    if (stretch_b) part.b = repeat(of_b, part.b, part.n);
    for (;;) {
        kernel(&part);
        if (!(left -= part.n)) return;
        part.to += part.n;
        if (part.dy) part.dy += part.n;
        if (!stretch_a) part.a += part.n;
        if (!stretch_b) part.b += part.n;
        if (left < part.n) part.n = left;
    }
}

static void each_block(const slm_node *n, slm_real *to, const slm_real *dy,
                       slm_binary_kernel *kernel, int first) {
    const slm_binary_plan *plan = n->plan;
    const int second = 1 - first;
    const bool stretch_a = !plan->walk.inner[first], stretch_b = !plan->walk.inner[second];
    slm_binary_rows at = {.a_row = plan->row[first], .b_row = plan->row[second], .n = plan->n};
    for (slm_walk w = slm_walk_begin(&plan->walk); slm_walk_next(&w);) {
        at.to = to + w.full;
        at.dy = dy ? dy + w.full : NULL;
        at.a = n->in[first]->data + w.at[first];
        at.b = n->in[second]->data + w.at[second];
        at.rows = plan->rows;
        if (!(stretch_a || stretch_b) || at.n == 1) {
            kernel(&at);
            continue;
        }
        for (; at.rows > 0; at.rows--) {
            stretched_row(at, kernel, stretch_a, stretch_b);
            at.to += at.n, at.a += at.a_row, at.b += at.b_row;
            if (dy) at.dy += at.n;
        }
    }
}

void slm_binary_forward(const slm_node *n, slm_binary_kernel *rows) {
    each_block(n, n->out->data, NULL, rows, 0);
}

static bool stretched(const slm_node *n, int i) { return n->in[i]->count != n->out->count; }

/* The gradient of an input that was used in many places is the sum over those places. */
static void unbroadcast(const slm_node *n, int i, slm_real *dx, const slm_real *full) {
    const slm_binary_plan *plan = n->plan;
    slm_reduce_sum(&plan->reduce[i], dx, n->in[i]->count, full);
}

void slm_binary_backward(const slm_node *n, int i, slm_real *dx, const slm_run *run,
                         slm_binary_kernel *grad, int first) {
    slm_real *full = stretched(n, i) ? run->scratch : dx;
    each_block(n, full, n->out->grad, grad, first);
    if (stretched(n, i)) unbroadcast(n, i, dx, full);
}

void slm_binary_pass(const slm_node *n, int i, slm_real *dx) {
    if (stretched(n, i))
        unbroadcast(n, i, dx, n->out->grad);
    else
        memcpy(dx, n->out->grad, n->out->count * sizeof *dx);
}
