/* How to know that a gradient is right: compare it with the slope that is measured by moving each
 * element a little, (f(x + h) - f(x - h)) / 2h. This demo is built in double precision. */
#include "slm.h"

#include <stdio.h>

static void check(slm_ctx *slm, const char *formula, slm_tensor *output) {
    slm_gradcheck_report report;
    if (slm_gradcheck(slm, output, NULL, SLM_EVERY_ELEMENT, NULL, &report)) {
        printf("%s\n", slm_error_text(slm));
        slm_error_clear(slm);
        return;
    }
    printf("%-32s %2d elements, backward and slope agree to 1e-6: %s\n", formula,
           (int)report.checked, report.error <= 1e-6 ? "yes" : "NO");
}

int main(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_real values[12];
    for (int i = 0; i < 12; i++) values[i] = SLM_REAL(0.3) * (slm_real)(i - 5) + SLM_REAL(0.1);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(4, 3), values, true);
    slm_tensor *w = slm_tensor_new(slm, SLM_SHAPE(3, 2), values + 3, true);
    slm_tensor *b = slm_tensor_new(slm, SLM_SHAPE(2), values + 1, true);
    slm_tensor *target = slm_tensor_new(slm, SLM_SHAPE(4, 2), values + 2, false);
    slm_tensor *classes = slm_index_new(slm, SLM_SHAPE(4), (int32_t[]){0, 1, 1, 0});

    slm_tensor *z = slm_add(slm, slm_matmul(slm, x, w), b);
    check(slm, "x W + b", z);
    check(slm, "relu(x W + b)", slm_relu(slm, z));
    check(slm, "mean((tanh(x W + b) - t)^2)", slm_mse(slm, slm_tanh(slm, z), target));
    check(slm, "softmax(x W + b)", slm_softmax(slm, z, -1));
    check(slm, "cross_entropy(x W + b, classes)", slm_cross_entropy(slm, z, classes, -1));
    check(slm, "x*x + x", slm_add(slm, slm_mul(slm, x, x), x));

    /* One element, by hand: the same two numbers that the checker compares. */
    slm_tensor *loss = slm_mse(slm, slm_tanh(slm, z), target);
    slm_gradcheck_report one;
    slm_gradcheck(slm, loss, w, 4, NULL, &one);
    printf("dloss/dW[2][0]: analytic %.9f, numeric %.9f\n", one.analytic, one.numeric);

    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
