/* A part of a program that makes no context: it must not be linked to the other type either. */
#include <slm.h>

slm_real part_first(slm_ctx *slm, slm_tensor *t);
slm_real part_first(slm_ctx *slm, slm_tensor *t) { return t ? slm_data(t)[0] : slm_item(slm, t); }
