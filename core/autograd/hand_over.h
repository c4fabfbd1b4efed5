/* What was written goes to the caller, who frees it with slm_bytes_free. */
#ifndef SLM_AUTOGRAD_HAND_OVER_H
#define SLM_AUTOGRAD_HAND_OVER_H

#include "autograd/context.h"
#include "base/bytes.h"

/* Or, when memory was refused on the way, it is given back, with the error. `op` names the caller
 * in it. */
slm_status slm_hand_over(slm_ctx *slm, slm_writer *w, slm_bytes *out, const char *op);

#endif
