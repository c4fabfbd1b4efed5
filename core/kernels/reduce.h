/* Reductions over any axes. The plan's contiguous side is the full array, its
 * first strided operand the reduced one (stride 0 along reduced axes).
 *
 * Order of a sum: a row that is summed whole goes through SLM_LANES partial sums in a fixed tree;
 * rows that are added onto each other are added in memory order. Both orders are part of the result
 * and the same on every machine. */
#ifndef SLM_KERNELS_REDUCE_H
#define SLM_KERNELS_REDUCE_H

#include "kernels/walk.h"

/* Sum of n values in the fixed lane order. */
slm_real slm_sum_row(const slm_real *x, size_t n);
slm_real slm_max_row(const slm_real *x,
                     size_t n); /* n >= 1; NaN if there is one, as NumPy has it */

/* y = sum of x over the reduced axes; y has `count` elements. */
void slm_reduce_sum(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x);
void slm_reduce_max(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x);

/* The same sum, element by element in memory order in one accumulator: what the fast one is tested
 * against. */
void slm_reduce_sum_naive(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x);

#endif
