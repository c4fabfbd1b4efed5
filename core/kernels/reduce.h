/* Reductions over any axes. The plan's contiguous side is the full array, its
 * first strided operand the reduced one (stride 0 along reduced axes).
 *
 * Order of a sum. A row that is summed whole goes through SLM_LANES partial sums, lane i taking
 * elements i, i + SLM_LANES and so on, which end in one fixed tree. Each lane, and each column of
 * rows that are added onto each other, is summed in blocks of SLM_SUM_BLOCK from the first to the
 * last; blocks are added in pairs, then pairs of pairs. Where reduced axes lie apart in memory, so
 * are the sums of their rows. The order is part of the result and the same on every machine; zeros
 * behind the numbers leave a sum's bits as they are. Why blocks: docs/decisions/accuracy-of-sums.md
 */
#ifndef SLM_KERNELS_REDUCE_H
#define SLM_KERNELS_REDUCE_H

#include "kernels/walk.h"

enum { SLM_SUM_BLOCK = 32 };

/* Sum of n values. */
slm_real slm_sum_row(const slm_real *x, size_t n);

/* y[j] = sum over r of x[r * n + j], j < n */
void slm_sum_columns(slm_real *y, const slm_real *x, size_t rows, size_t n);

slm_real slm_max_row(const slm_real *x,
                     size_t n); /* n >= 1; NaN if there is one, as NumPy has it */

/* y = sum of x over the reduced axes; y has `count` elements. */
void slm_reduce_sum(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x);
void slm_reduce_max(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x);

/* The same sum, element by element in memory order in one accumulator: what the fast one is near
 * where few numbers are summed. */
void slm_reduce_sum_naive(const slm_walk_plan *plan, slm_real *y, size_t count, const slm_real *x);

#endif
