/* Sums and products of many numbers: their error hardly grows with their number. The bounds are
 * float's, docs/decisions/accuracy-of-sums.md; those of double are as many of its own epsilons. */
#include "check.h"

#include "slm.h"

#include <float.h>
#include <stdlib.h>

#ifdef SLM_DOUBLE
static const double unit = DBL_EPSILON / (double)FLT_EPSILON;
#else
static const double unit = 1;
#endif

enum { MOST = 10000000 };

static slm_real *numbers; /* MOST of them, all 0.1 */

static slm_tensor *filled(slm_ctx *slm, size_t rows, size_t columns, bool requires_grad) {
    return slm_tensor_new(slm, SLM_SHAPE(rows, columns), numbers, requires_grad);
}

static double relative_error(slm_real got, double exact) { return fabs((double)got / exact - 1); }

static void check_sum(const char *name, slm_real got, double exact, double allowed) {
    TEST(name);
    const double error = relative_error(got, exact);
    if (!CHECK(error <= allowed * unit)) printf("  of %g: %.3g\n", exact, error);
}

/* What is summed is n times 0.1 or 0.1 * 0.1, as they are rounded. */
static void sums(size_t n) {
    slm_ctx *slm = slm_create(NULL);
    const double tenth = (double)numbers[0], count = (double)n, allowed = 2e-6;
    slm_tensor *row = filled(slm, 1, n, false), *column = filled(slm, n, 1, false);
    check_sum("sum", slm_item(slm, slm_sum(slm, row, SLM_ALL)), count * tenth, allowed);
    check_sum("mean", slm_item(slm, slm_mean(slm, row, SLM_ALL)), tenth, allowed);

    slm_tensor *zero = slm_tensor_new(slm, SLM_SHAPE(1, n), NULL, false);
    slm_tensor *error = slm_mse(slm, row, zero);
    check_sum("mse", slm_item(slm, error), tenth * tenth, allowed);

    slm_tensor *narrow = filled(slm, n / 5, 5, false);
    slm_tensor *over_rows = slm_sum(slm, narrow, (int[]){0}, 1, false);
    for (size_t j = 0; j < 5; j++)
        check_sum("sum over axis 0", slm_data(over_rows)[j], count / 5 * tenth, allowed);
    slm_tensor *mean_of_rows = slm_mean(slm, narrow, (int[]){0}, 1, false);
    check_sum("mean over axis 0", slm_data(mean_of_rows)[4], tenth, allowed);

    slm_tensor *apart = slm_tensor_new(slm, SLM_SHAPE(n / 20, 5, 4), numbers, false);
    slm_tensor *over_both = slm_sum(slm, apart, (int[]){0, 2}, 2, false);
    check_sum("sum over axes 0 and 2", slm_data(over_both)[2], count / 5 * tenth, allowed);

    slm_tensor *product = slm_matmul(slm, row, column);
    check_sum("matmul", slm_item(slm, product), count * tenth * tenth, 5e-6);
    slm_destroy(slm);
}

/* The gradient of a bias: the sum of its upstream over all rows. */
static void bias_gradient(size_t rows, bool fused) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_mul(slm, filled(slm, rows, 5, true), slm_scalar(slm, 0, false));
    slm_tensor *bias = slm_tensor_new(slm, SLM_SHAPE(5), NULL, true);
    slm_tensor *y = slm_add(slm, x, bias);
    if (fused) y = slm_tanh(slm, y);
    if (CHECK_INT(slm_backward(slm, y, numbers), SLM_OK))
        for (size_t j = 0; j < 5; j++)
            check_sum(fused ? "gradient of a bias and tanh" : "gradient of a bias",
                      slm_grad(slm, bias)[j], (double)rows * (double)numbers[0], 2e-6);
    slm_destroy(slm);
}

static void cross_entropy(size_t rows) {
    slm_ctx *slm = slm_create(NULL);
    int32_t *class = calloc(rows, sizeof *class);
    if (!CHECK(class != NULL)) return;
    slm_tensor *logits = filled(slm, rows, 2, false);
    slm_tensor *classes = slm_index_new(slm, 1, &rows, class);
    slm_tensor *loss = slm_cross_entropy(slm, logits, classes, -1);
    check_sum("cross_entropy", slm_item(slm, loss), 0.69314718055994531, 2e-6);
    free(class);
    slm_destroy(slm);
}

/* Rows far from 0, as in the issue that asked for it: 10,000 to 10,006. */
static void layer_norm(size_t width) {
    TEST("layer_norm of a long row far from 0");
    slm_ctx *slm = slm_create(NULL);
    slm_real *x = malloc(width * sizeof *x);
    if (!CHECK(x != NULL)) return;
    double mean = 0, variance = 0; /* of x - 10000, which is exact */
    for (size_t j = 0; j < width; j++) {
        x[j] = (slm_real)(10000 + 6 * (double)(j * 7919 % width) / (double)width);
        mean += ((double)x[j] - 10000) / (double)width;
    }
    for (size_t j = 0; j < width; j++) {
        const double d = (double)x[j] - 10000 - mean;
        variance += d * d / (double)width;
    }
    slm_tensor *row = slm_tensor_new(slm, 1, &width, x, false);
    for (size_t j = 0; j < width; j++) x[j] = 1;
    slm_tensor *gamma = slm_tensor_new(slm, 1, &width, x, false);
    slm_tensor *beta = slm_tensor_new(slm, 1, &width, NULL, false);
    slm_tensor *y = slm_layer_norm(slm, row, gamma, beta, 1e-5);
    double worst = 0;
    for (size_t j = 0; y && j < width; j++) {
        const double want = ((double)slm_data(row)[j] - 10000 - mean) / sqrt(variance + 1e-5);
        worst = fmax(worst, fabs((double)slm_data(y)[j] - want));
    }
    if (!CHECK(y && worst <= 1e-3 * unit)) printf("  %.3g\n", worst);
    free(x);
    slm_destroy(slm);
}

/* The gradients of gamma and beta are sums over all rows. */
static void layer_norm_parameters(size_t rows) {
    slm_ctx *slm = slm_create(NULL);
    const slm_real ends[2] = {-1, 1};
    slm_real *x = malloc(2 * rows * sizeof *x);
    if (!CHECK(x != NULL)) return;
    for (size_t j = 0; j < 2 * rows; j++) x[j] = ends[j % 2];
    slm_tensor *gamma = slm_tensor_new(slm, SLM_SHAPE(2), (slm_real[]){1, 1}, true);
    slm_tensor *beta = slm_tensor_new(slm, SLM_SHAPE(2), NULL, true);
    slm_tensor *input = slm_tensor_new(slm, SLM_SHAPE(rows, 2), x, false);
    slm_tensor *y = slm_layer_norm(slm, input, gamma, beta, 1e-5);
    if (CHECK_INT(slm_backward(slm, y, numbers), SLM_OK)) {
        const double sum = (double)rows * (double)numbers[0];
        check_sum("gradient of beta", slm_grad(slm, beta)[0], sum, 2e-6);
        check_sum("gradient of gamma", slm_grad(slm, gamma)[1], sum / sqrt(1 + 1e-5), 2e-6);
    }
    free(x);
    slm_destroy(slm);
}

/* --- Norms whose squares do not fit a double --- */

static void clips(slm_real first, slm_real second, double norm) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *a = slm_parameter(slm, "a", 0, NULL), *b = slm_parameter(slm, "b", 0, NULL);
    slm_tensor *y = slm_add(slm, slm_mul(slm, a, slm_scalar(slm, first, false)),
                            slm_mul(slm, b, slm_scalar(slm, second, false)));
    double before = 0;
    CHECK_INT(slm_backward(slm, y, NULL), SLM_OK);
    CHECK_INT(slm_clip_grad_norm(slm, 1, &before), SLM_OK);
    CHECK_NEAR(before / norm, 1, 1e-14);
    CHECK_NEAR(slm_grad(slm, a)[0], (double)first / norm, 1e-6);
    CHECK_NEAR(slm_grad(slm, b)[0], (double)second / norm, 1e-6);
    slm_destroy(slm);
}

static void norms(void) {
    TEST("clipping of large and small gradients");
    const double root_2 = 1.41421356237309505;
    clips(SLM_REAL(3.0), SLM_REAL(-4.0), 5);
    clips(SLM_REAL(2e22), 1, (double)SLM_REAL(2e22));
    clips(SLM_REAL(3e38), SLM_REAL(3e38), root_2 * (double)SLM_REAL(3e38));
#ifdef SLM_DOUBLE
    clips(1e200, 1, 1e200);
    clips(1, -1e200, 1e200);
    clips(1e300, 1e300, root_2 * 1e300);
    clips(3e200, 1e-200, 3e200);
#endif
}

int main(void) {
    numbers = malloc(MOST * sizeof *numbers);
    if (!CHECK(numbers != NULL)) return check_report("test_accuracy");
    for (size_t j = 0; j < MOST; j++) numbers[j] = SLM_REAL(0.1);
    for (size_t n = 1000; n <= MOST; n *= 10) sums(n);
    for (size_t rows = 1000; rows <= 1000000; rows *= 10) {
        bias_gradient(rows, false);
        bias_gradient(rows, true);
        cross_entropy(rows);
        layer_norm_parameters(rows);
    }
    layer_norm(100000);
    norms();
    free(numbers);
    return check_report("test_accuracy");
}
