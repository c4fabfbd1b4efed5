#include "kernels/gemm.h"

void slm_gemm_naive(slm_gemm_case transposes, size_t m, size_t n, size_t k, const slm_real *a,
                    size_t lda, const slm_real *b, size_t ldb, slm_real *c, size_t ldc,
                    bool accumulate) {
    const bool ta = transposes == SLM_GEMM_TN || transposes == SLM_GEMM_TT;
    const bool tb = transposes == SLM_GEMM_NT || transposes == SLM_GEMM_TT;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            slm_real sum = 0;
            for (size_t q = 0; q < k; q++) {
                const slm_real x = ta ? a[q * lda + i] : a[i * lda + q];
                const slm_real y = tb ? b[j * ldb + q] : b[q * ldb + j];
                sum += x * y;
            }
            c[i * ldc + j] = accumulate ? c[i * ldc + j] + sum : sum;
        }
    }
}
