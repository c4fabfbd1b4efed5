/* The manual's network: 128 points N(0, 1), 1 where x0 * x1 > 0, learned by 2-16-1 with relu, mean
 * squared error and gradient descent. No straight line separates these points; a hidden layer does.
 */
#include "slm.h"

#include <stdio.h>

int main(void) {
    slm_ctx *slm = slm_create(NULL);

    slm_dataset data = {0};
    slm_dataset_make(slm, &data, "quadrants", &(slm_dataset_options){.samples = 128});
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(128, 2), data.x, false);
    slm_tensor *target = slm_tensor_new(slm, SLM_SHAPE(128, 1), data.y, false);

    slm_mlp mlp;
    slm_mlp_create(slm, &mlp,
                   &(slm_mlp_options){.inputs = 2,
                                      .hidden_count = 1,
                                      .hidden = {16},
                                      .activation = {SLM_RELU},
                                      .outputs = 1,
                                      .init = SLM_INIT_NORMAL});
    slm_tensor *output = slm_mlp_forward(slm, &mlp, x, true, NULL);
    slm_tensor *loss = slm_mse(slm, output, target);

    slm_optimizer_options options = slm_optimizer_defaults(SLM_SGD); /* learning rate 0.1 */
    slm_optimizer *sgd = slm_optimizer_create(slm, &options);

    for (int step = 0; step < 400; step++) {
        slm_forward(slm, loss);
        if (step % 100 == 0 || step == 399)
            printf("step=%03d loss=%.4f\n", step, (double)slm_item(slm, loss));
        slm_zero_grad(slm);
        slm_backward(slm, loss, NULL);
        slm_optimizer_step(slm, sgd);
    }

    int right = 0;
    for (size_t i = 0; i < 128; i++)
        right += (slm_data(output)[i] > SLM_REAL(0.5)) == data.label[i];
    printf("%d of 128 points are on the right side\n", right);

    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
