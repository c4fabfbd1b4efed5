#include "kernels/reduce.h"

#include "kernels/vec4.h"

#include <string.h>

enum { BLOCK = SLM_SUM_BLOCK };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

#define KIND       slm_vec
#define NAMED(x)   vec_##x
#define LOAD       slm_vec_load
#define PLUS(a, b) slm_vec_add((a), (b))
#include "kernels/sums.inc"

#define KIND       slm_reg
#define NAMED(x)   reg_##x
#define LOAD       slm_reg_load
#define PLUS(a, b) ((a) + (b))
#include "kernels/sums.inc"

#define KIND       slm_real
#define NAMED(x)   real_##x
#define LOAD(p)    (*(p))
#define PLUS(a, b) ((a) + (b))
#include "kernels/sums.inc"

SLM_NOINLINE slm_real slm_sum_row(const slm_real *x, size_t n) {
    const size_t whole = n / SLM_LANES, left = n % SLM_LANES;
    if (left == 0) return slm_vec_sum(vec_run(x, whole, SLM_LANES, NULL));
    const slm_vec last = slm_vec_load_part(x + whole * SLM_LANES, left, 0);
    return slm_vec_sum(vec_run(x, whole, SLM_LANES, &last));
}

/* Each of n columns over the runs of `rows` rows that begin at the places of `outer`. */
static void sum_columns(slm_real *y, const slm_walk_plan *outer, const slm_real *x, size_t rows,
                        size_t stride, size_t n) {
    size_t j = 0;
    for (; j + SLM_LANES <= n; j += SLM_LANES)
        slm_vec_store(y + j, vec_over(outer, x + j, rows, stride));
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES)
        slm_reg_store(y + j, reg_over(outer, x + j, rows, stride));
    for (; j < n; j++) y[j] = real_over(outer, x + j, rows, stride);
}

static const slm_walk_plan one_place = {.length = 1, .rows = 1};

void slm_sum_columns(slm_real *y, const slm_real *x, size_t rows, size_t n) {
    sum_columns(y, &one_place, x, rows, n, n);
}

static slm_real sum_rows(const slm_walk_plan *outer, const slm_real *x, size_t n) {
    if (outer->rows == 1) return slm_sum_row(x, n);
    real_sums sums;
    sums.taken = sums.places = 0;
    for (slm_walk w = slm_walk_begin(outer); slm_walk_next(&w);)
        real_take(&sums, slm_sum_row(x + w.at[0], n));
    return real_total(&sums);
}

/* The axes of a reduction outside its row, apart: those that are kept, with strides in x and in y,
 * and those that are summed over. Where the row is kept, the innermost of these is the run of its
 * columns. */
typedef struct {
    slm_walk_plan kept, outer;
    size_t run, stride;
} axes;

static void append(slm_walk_plan *to, size_t dim, size_t x_stride, ptrdiff_t y_stride) {
    to->dim[to->rank] = dim;
    to->stride[0][to->rank] = (ptrdiff_t)x_stride;
    to->stride[1][to->rank] = y_stride;
    to->rows *= dim;
    to->rank++;
}

static axes axes_of(const slm_walk_plan *plan) {
    axes a = {.kept = one_place, .outer = one_place, .run = 1, .stride = plan->length};
    size_t stride = plan->length * plan->rows;
    for (int i = 0; i < plan->rank; i++) {
        const bool kept = plan->stride[0][i] != 0;
        stride /= plan->dim[i];
        append(kept ? &a.kept : &a.outer, plan->dim[i], stride, plan->stride[0][i]);
    }
    if (plan->inner[0] == 0 || a.outer.rank == 0) return a;
    a.outer.rank--;
    a.run = a.outer.dim[a.outer.rank];
    a.stride = (size_t)a.outer.stride[0][a.outer.rank];
    a.outer.rows /= a.run;
    return a;
}

void slm_reduce_sum(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x) {
    if (plan->rows == 0) {
        memset(y, 0, count * sizeof *y);
        return;
    }
    if (plan->rank == 0 && plan->inner[0] == 0) {
        y[0] = 0 + slm_sum_row(x, plan->length); /* the loop below, without looking for axes */
        return;
    }
    const axes a = axes_of(plan);
    for (slm_walk w = slm_walk_begin(&a.kept); slm_walk_next(&w);) {
        if (plan->inner[0] == 0)
            y[w.at[1]] = 0 + sum_rows(&a.outer, x + w.at[0], plan->length); /* a sum of -0 is 0 */
        else
            sum_columns(y + w.at[1], &a.outer, x + w.at[0], a.run, a.stride, plan->length);
    }
}

/* --- Maxima --- */

static slm_real larger(slm_real a, slm_real b) { return a > b || a != a ? a : b; }

slm_real slm_max_row(const slm_real *x, size_t n) {
    slm_real m = x[0];
    for (size_t j = 1; j < n; j++) m = larger(m, x[j]);
    return m;
}

void slm_reduce_max(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x) {
    const slm_real lowest = -SLM_INFINITY;
    for (size_t j = 0; j < count; j++) y[j] = lowest;
    for (slm_walk w = slm_walk_begin(plan); slm_walk_next(&w);) {
        slm_real *to = y + w.at[0];
        const slm_real *row = x + w.full;
        for (size_t j = 0; j < plan->length; j++, to += plan->inner[0]) *to = larger(*to, row[j]);
    }
}

void slm_reduce_sum_naive(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x) {
    memset(y, 0, count * sizeof *y);
    for (slm_walk w = slm_walk_begin(plan); slm_walk_next(&w);)
        for (size_t j = 0; j < plan->length; j++)
            y[w.at[0] + plan->inner[0] * (ptrdiff_t)j] += x[w.full + j];
}
