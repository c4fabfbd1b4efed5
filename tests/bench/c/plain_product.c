#include "bench.h"

double bench_plain_product(const slm_real *restrict a, const slm_real *restrict b,
                           slm_real *restrict c, size_t m, size_t k, size_t n) {
    for (size_t i = 0; i < m; i++) {
        slm_real *row = c + i * n;
        for (size_t j = 0; j < n; j++) row[j] = 0;
        for (size_t p = 0; p < k; p++) {
            const slm_real factor = a[i * k + p];
            for (size_t j = 0; j < n; j++) row[j] += factor * b[p * n + j];
        }
    }
    return (double)c[m * n - 1];
}
