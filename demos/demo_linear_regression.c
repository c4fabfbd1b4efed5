/* A line fitted to noisy points: y = 2 x + 1 is found again from 64 of them. The graph is recorded
 * once; each step runs it forward, backward, and moves w and b a little against their gradient. */
#include "slm.h"

#include <stdio.h>

int main(void) {
    slm_ctx *slm = slm_create(NULL);

    slm_dataset data = {0};
    slm_dataset_make(slm, &data, "line", &(slm_dataset_options){.samples = 64, .noise = 0.1});
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(data.train, 1), data.x, false);
    slm_tensor *target = slm_tensor_new(slm, SLM_SHAPE(data.train, 1), data.y, false);

    slm_linear line;
    slm_linear_create(slm, &line, "line", 1, 1, SLM_INIT_NORMAL);
    slm_tensor *loss = slm_mse(slm, slm_linear_forward(slm, &line, x), target);

    slm_optimizer_options options = slm_optimizer_defaults(SLM_SGD);
    slm_optimizer *sgd = slm_optimizer_create(slm, &options);

    for (int step = 0; step <= 200; step++) {
        slm_forward(slm, loss);
        if (step % 50 == 0)
            printf("step=%03d loss=%.4f  y = %.3f x + %.3f\n", step, (double)slm_item(slm, loss),
                   (double)slm_data(line.weight)[0], (double)slm_data(line.bias)[0]);
        slm_zero_grad(slm);
        slm_backward(slm, loss, NULL);
        slm_optimizer_step(slm, sgd);
    }

    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
