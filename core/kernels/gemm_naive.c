#include "kernels/gemm.h"

typedef struct {
    const slm_real *a, *b; /* a row of op(A), a column of op(B) */
    size_t a_step, b_step;
} line;

static slm_real block_sum(const line *x, size_t from, size_t to) {
    slm_real sum = 0;
    for (size_t q = from; q < to; q++) sum += x->a[q * x->a_step] * x->b[q * x->b_step];
    return sum;
}

static slm_real group_sum(const line *x, size_t from, size_t to) {
    slm_real sum = 0;
    for (size_t q = from; q < to; q += SLM_GEMM_BLOCK)
        sum += block_sum(x, q, to - q < SLM_GEMM_BLOCK ? to : q + SLM_GEMM_BLOCK);
    return sum;
}

void slm_gemm_naive(slm_gemm_case transposes, size_t m, size_t n, size_t k, const slm_real *a,
                    size_t lda, const slm_real *b, size_t ldb, slm_real *c, size_t ldc,
                    bool accumulate) {
    const bool ta = transposes == SLM_GEMM_TN || transposes == SLM_GEMM_TT;
    const bool tb = transposes == SLM_GEMM_NT || transposes == SLM_GEMM_TT;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            const line x = {a + (ta ? i : i * lda), b + (tb ? j * ldb : j), ta ? lda : 1,
                            tb ? 1 : ldb};
            slm_real sum = accumulate ? c[i * ldc + j] : 0;
            size_t q = 0;
            do {
                sum += group_sum(&x, q, k - q < SLM_GEMM_GROUP ? k : q + SLM_GEMM_GROUP);
                q += SLM_GEMM_GROUP;
            } while (q < k);
            c[i * ldc + j] = sum;
        }
    }
}
