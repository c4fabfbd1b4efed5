// The same in C++17, with a shape, a layer and an optimizer.
#include <cstdio>
#include <slm.h>

int main() {
    slm_ctx *slm = slm_create(nullptr);
    slm_tensor *x = slm_scalar(slm, 3, true);
    slm_tensor *y = slm_add(slm, slm_mul(slm, x, x), x);
    slm_backward(slm, y, nullptr);
    std::printf("y = %g, dy/dx = %g, in %d bytes\n", double(slm_item(slm, y)),
                double(slm_grad(slm, x)[0]), int(sizeof(slm_real)));

    const slm_real values[] = {1, 2, 3, 4, 5, 6};
    const std::size_t rows = 2;
    slm_tensor *table = slm_tensor_new(slm, SLM_SHAPE(rows, 3), values, false);
    slm_linear layer{};
    slm_linear_create(slm, &layer, "layer", 3, 1, SLM_INIT_ZEROS);
    slm_tensor *output = slm_linear_forward(slm, &layer, table);
    slm_tensor *loss = slm_mean(slm, output, nullptr, 0, false);
    slm_backward(slm, loss, nullptr);
    const slm_optimizer_options options = slm_optimizer_defaults(SLM_SGD);
    slm_optimizer_step(slm, slm_optimizer_create(slm, &options));
    std::printf("%s, bias %g\n", slm_status_name(slm_error_status(slm)),
                double(slm_data(layer.bias)[0]));
    slm_destroy(slm);
}
