/* Causal self-attention on four positions: who looks at whom. Position 3 asks for what position 1
 * offers, so most of its weight goes there; nobody sees a later position. */
#include "slm.h"

#include <stdio.h>

enum { POSITIONS = 4, WIDTH = 3 };

int main(void) {
    slm_ctx *slm = slm_create(NULL);

    /* What each position asks for, what it offers, and what it hands over. */
    const slm_real query[] = {1, 0, 0, /**/ 0, 1, 0, /**/ 0, 0, 1, /**/ 0, 6, 0};
    const slm_real key[] = {1, 0, 0, /**/ 0, 1, 0, /**/ 0, 0, 1, /**/ 1, 0, 1};
    const slm_real value[] = {10, 20, 30, 40};
    slm_tensor *q = slm_tensor_new(slm, SLM_SHAPE(POSITIONS, WIDTH), query, true);
    slm_tensor *k = slm_tensor_new(slm, SLM_SHAPE(POSITIONS, WIDTH), key, true);
    slm_tensor *v = slm_tensor_new(slm, SLM_SHAPE(POSITIONS, 1), value, true);

    slm_tensor *weights;
    slm_tensor *mask = slm_causal_mask(slm, POSITIONS);
    slm_tensor *y = slm_attention(slm, q, k, v, mask, 0, &weights);
    slm_backward(slm, slm_sum(slm, y, SLM_ALL), NULL);

    printf("softmax(q k^T / sqrt(%d)), one row for each position that looks:\n", WIDTH);
    for (size_t i = 0; i < POSITIONS; i++) {
        for (size_t j = 0; j < POSITIONS; j++)
            printf("%7.3f", (double)slm_data(weights)[i * POSITIONS + j]);
        printf("  -> %.2f\n", (double)slm_data(y)[i]);
    }
    printf("gradient of the values, the sum of each column:\n");
    for (size_t j = 0; j < POSITIONS; j++) printf("%7.3f", (double)slm_grad(slm, v)[j]);
    printf("\n");

    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
