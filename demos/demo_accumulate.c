/* A tensor that is used more than once gets a gradient from each use, and they add up.
 *
 *     y = x*x + x    x is used three times:  dy/dx = x + x + 1
 *     c = b + b      b, itself a sum, must be complete before its gradient flows on to a: this is
 *                    why backward walks in reverse topological order. */
#include "slm.h"

#include <stdio.h>

static void watch_backward(slm_ctx *slm, slm_tensor *root) {
    slm_backward_step step;
    slm_backward_begin(slm, root, NULL);
    while (!slm_backward_next(slm, &step) && step.node) {
        printf("  %s:\n", slm_name_of(step.node));
        for (int i = 0; i < step.count; i++) {
            if (!step.input[i].before) continue;
            printf("    gradient of %s: %g + %g = %g\n", slm_name_of(step.input[i].tensor),
                   (double)*step.input[i].before, (double)*step.input[i].contribution,
                   (double)*step.input[i].after);
        }
    }
}

int main(void) {
    slm_ctx *slm = slm_create(NULL);

    slm_tensor *x = slm_name(slm, slm_scalar(slm, 3, true), "x");
    slm_tensor *square = slm_name(slm, slm_mul(slm, x, x), "x*x");
    slm_tensor *y = slm_name(slm, slm_add(slm, square, x), "y");
    printf("y = x*x + x = %g\n", (double)slm_item(slm, y));
    watch_backward(slm, y);
    printf("dy/dx = 2x + 1 = %g\n\n", (double)slm_grad(slm, x)[0]);

    slm_tensor *a = slm_name(slm, slm_scalar(slm, 1, true), "a");
    slm_tensor *b = slm_name(slm, slm_add(slm, a, a), "b");
    slm_tensor *c = slm_name(slm, slm_add(slm, b, b), "c");
    printf("b = a + a; c = b + b = %g\n", (double)slm_item(slm, c));
    watch_backward(slm, c);
    printf("dc/da = %g\n\n", (double)slm_grad(slm, a)[0]);

    /* A leaf keeps its gradient from one backward to the next, until it is told to start anew. */
    slm_backward(slm, c, NULL);
    printf("backward again without zero_grad: dc/da = %g\n", (double)slm_grad(slm, a)[0]);
    slm_zero_grad(slm);
    slm_backward(slm, c, NULL);
    printf("zero_grad, then backward:         dc/da = %g\n", (double)slm_grad(slm, a)[0]);

    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
