/* Inputs that hold indices: they can be written after the recording, and are checked before every
 * run. */
#ifndef SLM_OPS_INDEX_H
#define SLM_OPS_INDEX_H

#include "ops/op.h"

/* Refuses an index of input `which` that is not 0 to count - 1, unless it is `*ignored`; NULL: none
 * is. */
slm_status slm_index_check(const slm_node *n, int which, size_t count, const int64_t *ignored,
                           slm_error *err);

#endif
