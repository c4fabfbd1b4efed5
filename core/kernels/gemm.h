/* Matrix product, the heart of the engine: C = op(A) . op(B), where op(X) is X or its transpose.
 *
 * All matrices are row-major; a leading dimension (lda, ldb, ldc) is the distance in elements
 * between two rows as they lie in memory, at least the number of columns stored.
 *
 *   case   A is stored   B is stored   needed by
 *   NN     m x k         k x n         forward: Y = X . W
 *   NT     m x k         n x k         gradient of the input: dX = dY . W^T
 *   TN     k x m         k x n         gradient of the weights: dW = X^T . dY
 *   TT     k x m         n x k
 *
 * Bits. The sum behind an element is taken in ascending k, in blocks of SLM_GEMM_BLOCK products and
 * groups of SLM_GEMM_GROUP. A block has one accumulator that starts from +0, and every product is
 * rounded before it is added (never fused):
 *
 *   block = +0;  for (q of the block) block = block + op(A)[i][q] * op(B)[q][j];
 *   group = its first block;  for (each further block) group = group + block;
 *   C[i][j] = the first group, or with `accumulate` C[i][j] + the first group;
 *   for (each further group) C[i][j] = C[i][j] + group;
 *
 * The order depends on k alone: on no tile, vector width or compiler, and on no other row or
 * column. slm_gemm equals slm_gemm_naive bit for bit (but for a build in which the compiler may
 * fuse, SLM_FMA). That includes infinities and signed zeros (a product of nothing but -0 gives +0;
 * k = 0 gives +0 everywhere, or adds +0). A NaN is a NaN in both; only its sign and payload are the
 * machine's own. Products that are 0 behind the others leave an element's bits as they are.
 *
 * Why blocks: docs/decisions/accuracy-of-sums.md. */
#ifndef SLM_KERNELS_GEMM_H
#define SLM_KERNELS_GEMM_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>

enum { SLM_GEMM_BLOCK = 256, SLM_GEMM_GROUP = 256 * SLM_GEMM_BLOCK };

typedef enum { SLM_GEMM_NN, SLM_GEMM_NT, SLM_GEMM_TN, SLM_GEMM_TT } slm_gemm_case;

/* A product of one shape, looked at once and then run as often as wanted: how it is done best
 * depends on the shape alone. Nothing in it points anywhere; it may be copied. */
typedef struct {
    size_t m, n, k;
    size_t a_row, a_col, b_row, b_col; /* element (i, j) of op(X) is x[i * row + j * col] */
    size_t ldc;
    size_t workspace; /* reals of scratch that slm_gemm needs; bounded whatever the shape, so that a
                         caller may reserve the largest of all its products once */
    enum { SLM_GEMM_THIN, SLM_GEMM_SMALL, SLM_GEMM_BLOCKED } way;
    size_t packed_b, packed_a, partial; /* the parts of the workspace, in this order */
} slm_gemm_plan;

/* The plan for op(A) of m x k and op(B) of k x n, each of which may be 0. */
slm_gemm_plan slm_gemm_plan_of(slm_gemm_case transposes, size_t m, size_t n, size_t k, size_t lda,
                               size_t ldb, size_t ldc);

/* The fast product. C overlaps neither A, B nor the workspace. `workspace` holds plan->workspace
 * reals (NULL if that is 0), aligned as any slm_real (64 bytes is fastest); its content before and
 * after means nothing. Only the m x n elements of C are touched, not the gap between its rows.
 * Cannot fail. */
void slm_gemm(const slm_gemm_plan *plan, const slm_real *a, const slm_real *b, slm_real *c,
              bool accumulate, slm_real *workspace);

/* The same product as three plain loops: the definition that slm_gemm is tested against. */
void slm_gemm_naive(slm_gemm_case transposes, size_t m, size_t n, size_t k, const slm_real *a,
                    size_t lda, const slm_real *b, size_t ldb, slm_real *c, size_t ldc,
                    bool accumulate);

#endif
