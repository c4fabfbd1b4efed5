#include "ops/level.h"

#define TEXT_OF(name) #name
#define TEXT(name)    TEXT_OF(name)

#ifndef SLM_LEVEL
#define SLM_LEVEL baseline
#endif

const slm_level slm_level_here = {
    .name = TEXT(SLM_LEVEL),
    .op_at = slm_op_at,
    .bias_forward = slm_bias_forward,
    .bias_backward = slm_bias_backward,
    .squared_error = slm_squared_error,
    .squared_error_backward = slm_squared_error_backward,
    .update_sgd = slm_update_sgd,
    .update_momentum = slm_update_momentum,
    .update_adam = slm_update_adam,
};
