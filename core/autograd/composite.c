#include "autograd/composite.h"

#include <string.h>

slm_tensor *slm_mse(slm_ctx *slm, slm_tensor *prediction, slm_tensor *target) {
    slm_mark start = slm_tape_mark(slm);
    slm_tensor *d = slm_sub(slm, prediction, target);
    slm_tensor *loss = d ? slm_mean(slm, slm_mul(slm, d, d), SLM_ALL) : NULL;
    if (!loss) slm_tape_rewind(slm, start); /* all of its nodes or none */
    return loss;
}

static slm_tensor *record_mse(slm_ctx *slm, slm_tensor *const *in) {
    return slm_mse(slm, in[0], in[1]);
}

static const slm_composite table[] = {
    {{.name = "mse",
      .summary = "The mean squared error: sub, mul with itself, mean.",
      SLM_INPUTS({"prediction", .derivative = "dp += unbroadcast(2 * dy * (p - t) / n)"},
                 {"target", .derivative = "dt += unbroadcast(-2 * dy * (p - t) / n)"}),
      .formula = "y = mean((p - t)^2)"},
     record_mse},
};

const slm_composite *slm_composite_at(size_t i) {
    return i < sizeof table / sizeof table[0] ? &table[i] : NULL;
}

const slm_composite *slm_composite_named(const char *name) {
    for (size_t i = 0; slm_composite_at(i); i++)
        if (!strcmp(table[i].op.name, name)) return &table[i];
    return NULL;
}
