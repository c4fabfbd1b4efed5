#include "slm.h"

static const char *const name[] = {
#define SLM_X(code, text) text,
    SLM_ACTIVATIONS
#undef SLM_X
};

const char *slm_activation_name(slm_activation activation) {
    return (unsigned)activation < SLM_ACTIVATION_COUNT ? name[activation] : "";
}

slm_tensor *slm_activate(slm_ctx *slm, slm_activation activation, slm_tensor *x) {
    switch (activation) {
    case SLM_RELU:
        return slm_relu(slm, x);
    case SLM_TANH:
        return slm_tanh(slm, x);
    case SLM_SIGMOID:
        return slm_sigmoid(slm, x);
    case SLM_GELU:
        return slm_gelu(slm, x, false);
    default:
        return x;
    }
}
