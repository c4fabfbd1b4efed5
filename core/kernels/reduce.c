#include "kernels/reduce.h"

#include "kernels/vec4.h"

#include <string.h>

SLM_NOINLINE slm_real slm_sum_row(const slm_real *x, size_t n) {
    slm_vec sum = slm_vec_splat(0);
    size_t j = 0;
    for (; j + SLM_LANES <= n; j += SLM_LANES) sum = slm_vec_add(sum, slm_vec_load(x + j));
    if (j < n) sum = slm_vec_add(sum, slm_vec_load_part(x + j, n - j, 0));
    return slm_vec_sum(sum);
}

static slm_real larger(slm_real a, slm_real b) { return a > b || a != a ? a : b; }

slm_real slm_max_row(const slm_real *x, size_t n) {
    slm_real m = x[0];
    for (size_t j = 1; j < n; j++) m = larger(m, x[j]);
    return m;
}

/* The columns of a matrix, each from its first row to its last: in registers, and in the order in
 * which rows would be added onto y. */
static void sum_columns(slm_real *restrict y, const slm_real *restrict x, size_t rows, size_t n) {
    size_t j = 0;
    for (; j + SLM_LANES <= n; j += SLM_LANES) {
        slm_vec sum = slm_vec_splat(0);
        for (size_t r = 0; r < rows; r++) sum = slm_vec_add(sum, slm_vec_load(x + r * n + j));
        slm_vec_store(y + j, sum);
    }
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) {
        slm_reg sum = {0};
        for (size_t r = 0; r < rows; r++) sum = sum + slm_reg_load(x + r * n + j);
        slm_reg_store(y + j, sum);
    }
    for (; j < n; j++) {
        slm_real sum = 0;
        SLM_ROLLED
        for (size_t r = 0; r < rows; r++) sum += x[r * n + j];
        y[j] = sum;
    }
}

static bool sums_columns(const slm_walk_plan *plan) {
    return plan->rank == 1 && plan->inner[0] == 1 && plan->stride[0][0] == 0;
}

void slm_reduce_sum(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x) {
    if (sums_columns(plan)) {
        sum_columns(y, x, plan->rows, plan->length);
        return;
    }
    if (plan->rank == 0 && plan->inner[0] == 0 && plan->rows == 1 && count == 1) {
        y[0] = 0 + slm_sum_row(x, plan->length); /* +0, as a sum of -0 is in the other order */
        return;
    }
    memset(y, 0, count * sizeof *y);
    for (slm_walk w = slm_walk_begin(plan); slm_walk_next(&w);) {
        slm_real *to = y + w.at[0];
        const slm_real *row = x + w.full;
        if (plan->inner[0] == 0)
            *to += slm_sum_row(row, plan->length);
        else
            for (size_t j = 0; j < plan->length; j++) to[j] += row[j];
    }
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
