/* Norms of whole arrays, against one number after the other. */
#include "check.h"

#include "base/rng.h"
#include "kernels/norms.h"

#include <float.h>

enum { MOST = 70 };

static void finite(void) {
    static const slm_real bad[] = {SLM_INFINITY, -SLM_INFINITY, SLM_NAN};
    slm_real x[MOST + 1];
    const slm_real most = (slm_real)(sizeof(slm_real) == 4 ? (double)FLT_MAX : DBL_MAX);
    slm_rng rng = slm_rng_seeded(7);
    for (size_t n = 0; n <= MOST; n++) {
        TEST("the largest and smallest numbers are finite");
        for (size_t j = 0; j < n; j++) x[j] = slm_rng_below(&rng, 2) ? most : -SLM_REAL(0.0);
        x[n] = SLM_NAN; /* behind the end */
        CHECK(slm_all_finite(x, n));
        TEST("an infinity or NaN anywhere is found");
        for (size_t j = 0; j < n; j++) {
            const slm_real before = x[j];
            x[j] = bad[slm_rng_below(&rng, 3)];
            CHECK(!slm_all_finite(x, n));
            x[j] = before;
        }
    }
}

static void squares(void) {
    TEST("sums of squares and of squared differences");
    slm_real x[MOST], y[MOST];
    slm_rng rng = slm_rng_seeded(8);
    for (size_t n = 0; n <= MOST; n++) {
        long double sum = 0, differences = 0;
        for (size_t j = 0; j < n; j++) {
            x[j] = (slm_real)(slm_rng_uniform(&rng) * 2 - 1);
            y[j] = (slm_real)(slm_rng_uniform(&rng) * 2 - 1);
            const long double d = (long double)x[j] - (long double)y[j];
            sum += (long double)x[j] * (long double)x[j];
            differences += d * d;
        }
        CHECK_NEAR(slm_sum_squares(x, n), sum, 1e-13);
        CHECK_NEAR(slm_sum_squared_differences(x, y, n), differences, 1e-13);
    }
}

int main(void) {
    finite();
    squares();
    return check_report("test_norms");
}
