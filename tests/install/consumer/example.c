/* The example of slm.h as a program of its own. */
#include <slm.h>
#include <stdio.h>

int main(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 3, true);
    slm_tensor *y = slm_add(slm, slm_mul(slm, x, x), x);
    slm_backward(slm, y, NULL);
    printf("y = %g, dy/dx = %g, in %d bytes\n", (double)slm_item(slm, y),
           (double)slm_grad(slm, x)[0], (int)sizeof(slm_real));
    slm_destroy(slm);
    return 0;
}
