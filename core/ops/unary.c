#include "ops/unary.h"

slm_status slm_unary_shape(slm_node *n, slm_shape *out, slm_need *need, slm_error *err) {
    (void)need, (void)err;
    *out = n->in[0]->shape;
    return SLM_OK;
}
